// The action `links`: signs what a lead's mails lead through. n8n holds no signing key, and a link names its lead.
import { z } from "zod";
import type { SigningKeys } from "../_shared/auth/mod.ts";
import { signTrackLink } from "../_shared/auth/track-link.ts";
import { signUnsubscribeLink } from "../_shared/auth/unsubscribe-link.ts";
import * as f from "../_shared/contracts/fields.ts";
import { LIMITS } from "../_shared/contracts/mod.ts";

const LINKS_PER_REQUEST = 200;

const link = z
  .object({
    kind: z.enum(["click", "open", "unsubscribe"], "must be click, open or unsubscribe"),
    step: z.number("must be a number").int("must be a whole number").min(1).max(LIMITS.emailNumberMax),
    url: z.string().trim().max(LIMITS.urlChars).optional(),
  })
  .superRefine((v, ctx) => {
    const { protocol, username, password } = URL.canParse(v.url ?? "") ? new URL(v.url ?? "") : {};
    if (v.kind !== "click" || (/^https?:$/.test(protocol ?? "") && username === "" && password === ""))
      return;
    ctx.addIssue({ code: "custom", path: ["url"], message: "must be an http or https URL" });
  });

export const linksSchema = z.object({
  campaign_id: f.uuid(),
  lead_id: f.uuid(),
  links: z.array(link, "must be a list").min(1, "must not be empty").max(LINKS_PER_REQUEST),
});

type LinksArgs = z.output<typeof linksSchema>;

/** [{kind, step, url?, signed}], in order. The lead is not looked up: a link of nobody's counts for nobody. */
export const signLinks = (keys: SigningKeys, workspace_id: string, args: LinksArgs) =>
  Promise.all(
    args.links.map(async ({ kind, step, url }) => {
      const about = {
        workspace_id,
        lead_id: args.lead_id,
        campaign_id: args.campaign_id,
        email_number: step,
      };
      const signed =
        kind === "unsubscribe"
          ? await signUnsubscribeLink(keys, about)
          : await signTrackLink(keys, kind === "click" ? "c" : "o", {
              ...about,
              ...(kind === "click" && { url }),
            });
      return { kind, step, ...(url !== undefined && { url }), signed };
    }),
  );

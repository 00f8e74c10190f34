import { z } from "zod";
import { metadata } from "../../_shared/contracts/fields.ts";
import { HttpError } from "../../_shared/errors/mod.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { asked, posted } from "../../_shared/http/session-route.ts";
import { charge } from "../../_shared/rate.ts";
import type { Access, OnboardingDeps } from "../deps.ts";
import { type Saved, saved, seenOf } from "../outcome.ts";
import { relevanceTool } from "../relevance-tool.ts";

/** An actor as Apify names it, `owner/name` or `owner~name`, or its id. */
const ACTOR = /^([A-Za-z0-9][A-Za-z0-9._-]{0,99}[/~][A-Za-z0-9][A-Za-z0-9._-]{0,99}|[A-Za-z0-9]{10,30})$/;
const schema = z.object({
  actor_id: z
    .string("must be text")
    .trim()
    .regex(ACTOR, "must have the form owner/name, such as apify/web-scraper")
    .nullish(),
  input: metadata().optional(),
});

/** POST /onboarding/apify: which actor collects leads. Its token, the workspace's own or the operator's, must work. */
export const saveApify = (deps: OnboardingDeps): Route =>
  posted(deps, schema, async ({ rpc, person, workspaceId }, { actor_id, input }, raw) => {
    const seen = seenOf(raw);
    const args = { p_workspace_id: workspaceId };
    await rpc<Access>("onboarding_access", args);
    const token = deps.settings.optional("APIFY_TOKEN");
    const secret = (await deps.credentials.openType(workspaceId, "apify")) ?? (token && { token });
    if (!secret) {
      throw new HttpError("stage_first", { sentence: "Store an Apify token first" });
    }
    await charge(deps.rpc, "outside", workspaceId);
    const { verdict, message } = await deps.validate("apify", secret);
    if (verdict === "unreachable") throw new HttpError("provider_unavailable", { sentence: message });
    if (verdict !== "ok") {
      throw new HttpError("credential_refused", { sentence: message, extra: { verdict } });
    }
    const research = { p_actor: person.userId, p_actor_id: actor_id ?? null, p_input: input ?? {} };
    const outcome = await deps.rpc<Saved>("onboarding_research_save", { ...args, ...research, ...seen });
    return json({ success: true, ...saved(outcome) });
  });

/** GET /onboarding/relevance-tool-download: the tool to import into Relevance AI, with the workspace's brand in it. */
export const downloadRelevanceTool = (deps: OnboardingDeps): Route =>
  asked(deps, async ({ rpc, workspaceId }) => {
    const args = { p_workspace_id: workspaceId };
    const { slug } = await rpc<Access>("onboarding_access", args);
    const facts = await rpc<Parameters<typeof relevanceTool>[0]>("onboarding_progress", args);
    return json(relevanceTool(facts), 200, {
      "content-disposition": `attachment; filename="genesis-research-${slug}.json"`,
    });
  });

// The signed part of tracking links: `<payload>.<kid>.<signature>`, all base64url. What the function records and
// where it redirects comes from here alone, so that no template holds a workspace id and no redirect is open.
import { base64url } from "jose";
import { z } from "zod";
import { LIMITS, uuid } from "../contracts/mod.ts";
import type { SigningKeys } from "./signing.ts";

/** `c`: a click; `o`: the picture that an opened mail asks for. A signature for one does not pass for the other. */
export type TrackKind = "c" | "o";

/** http and https alone, in the form that goes into the Location header. */
const webUrl = z
  .string()
  .max(LIMITS.urlChars)
  .transform((value, ctx) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") return url.href;
    ctx.issues.push({ code: "custom", message: "must be an http or https URL", input: value });
    return z.NEVER;
  });

const trackLinkSchema = z.object({
  workspace_id: uuid(),
  lead_id: uuid(),
  campaign_id: uuid().optional(),
  email_number: z.int().min(1).max(LIMITS.emailNumberMax).optional(),
  is_test: z.boolean().optional(),
  /** Where a click goes; absent in a link of kind `o`. */
  url: webUrl.optional(),
});

export type TrackLink = z.output<typeof trackLinkSchema>;

const statement = (kind: TrackKind, payload: string): string => `genesis-track-v1\n${kind}\n${payload}`;

/** The signed part of a link. Throws a ZodError for a link that the function would not honour. */
export async function signTrackLink(keys: SigningKeys, kind: TrackKind, link: TrackLink): Promise<string> {
  const checked = trackLinkSchema.parse(link);
  if (kind === "c" && checked.url === undefined) throw new TypeError("a click link needs its url");
  const payload = base64url.encode(JSON.stringify(checked));
  const { kid, signature } = await keys.sign(statement(kind, payload));
  return `${payload}.${base64url.encode(kid)}.${signature}`;
}

/** What a signed part says, or undefined when it was not signed by us for this kind of link. */
export async function readTrackLink(
  keys: SigningKeys,
  kind: TrackKind,
  signed: string,
): Promise<TrackLink | undefined> {
  const [payload, kid, signature, more] = signed.split(".");
  if (!payload || !kid || !signature || more !== undefined) return undefined;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    const id = decoder.decode(base64url.decode(kid));
    if (!(await keys.verify(statement(kind, payload), id, signature))) return undefined;
    return trackLinkSchema.parse(JSON.parse(decoder.decode(base64url.decode(payload))));
  } catch {
    return undefined;
  }
}

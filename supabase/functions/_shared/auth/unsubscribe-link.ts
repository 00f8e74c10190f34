// The signed part of a mail's unsubscribe link: `<payload>.<kid>.<signature>`, all base64url, as in tracking links. It
// names the lead, never the address, and does not expire: who wants no more mail may say so years later.
import { base64url } from "jose";
import { z } from "zod";
import { LIMITS, uuid } from "../contracts/mod.ts";
import type { SigningKeys } from "./signing.ts";

const schema = z.object({
  workspace_id: uuid(),
  lead_id: uuid(),
  campaign_id: uuid(),
  email_number: z.int().min(1).max(LIMITS.emailNumberMax),
});

export type UnsubscribeLink = z.output<typeof schema>;

/** A prefix of its own: no tracking link's signature passes here, nor this one there. */
const statement = (payload: string): string => `genesis-unsubscribe-v1\n${payload}`;

/** The signed part of a link. Throws a ZodError for a link that the function would not honour. */
export async function signUnsubscribeLink(keys: SigningKeys, link: UnsubscribeLink): Promise<string> {
  const payload = base64url.encode(JSON.stringify(schema.parse(link)));
  const { kid, signature } = await keys.sign(statement(payload));
  return `${payload}.${base64url.encode(kid)}.${signature}`;
}

/** What a signed part says, or undefined when it was not signed by us. */
export async function readUnsubscribeLink(
  keys: SigningKeys,
  signed: string,
): Promise<UnsubscribeLink | undefined> {
  const [payload, kid, signature, more] = signed.split(".");
  if (!payload || !kid || !signature || more !== undefined) return undefined;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    const id = decoder.decode(base64url.decode(kid));
    if (!(await keys.verify(statement(payload), id, signature))) return undefined;
    return schema.parse(JSON.parse(decoder.decode(base64url.decode(payload))));
  } catch {
    return undefined;
  }
}

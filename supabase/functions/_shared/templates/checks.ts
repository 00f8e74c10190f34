// What is judged before anything is made: the credentials, and the law.
import { isStorable } from "../contracts/text.ts";
import { TemplateError } from "./errors.ts";
import { isCredentialPlaceholder, PLACEHOLDERS } from "./placeholders.ts";
import type { CredentialType, MailProvider, Manifest, TemplateVariant, WorkflowBody } from "./types.ts";

export function variantFor(manifest: Manifest, provider: MailProvider): TemplateVariant {
  const found = manifest.variants.find((variant) => variant.providers.includes(provider));
  if (found) return found;
  const said = `Template '${manifest.display_name}' has no variant for ${provider}`;
  throw new TemplateError("bad_template", said, provider);
}

/** Credential types that a template needs for this provider; `webhook`, which nobody enters, is not among them. */
export const requiredCredentials = (manifest: Manifest, provider: MailProvider): CredentialType[] =>
  variantFor(manifest, provider).requires;

/** Throws for the first type that is not among `provided`. */
export function requireCredentials(
  manifest: Manifest,
  provider: MailProvider,
  provided: Iterable<string>,
): void {
  const there = new Set(provided);
  const missing = requiredCredentials(manifest, provider).find((type) => !there.has(type));
  if (!missing) return;
  const said = `Template '${manifest.display_name}' requires credential type '${missing}' but none was provided`;
  throw new TemplateError("missing_credential", said, missing);
}

/** Stands in a mail's header: a line break in it would begin another header. */
const isHeader = (name: string): boolean =>
  name === "YOUR_SENDER_NAME" || PLACEHOLDERS[name]?.[0] === "email";

/** What is wrong with a placeholder's value, as the end of a sentence; undefined: nothing. */
function valueFault(name: string, value: string): string | undefined {
  // PostgreSQL, where n8n keeps its workflows, has no room for NUL nor for half a surrogate pair.
  if (!isStorable(value) || (isCredentialPlaceholder(name) && !/^[A-Za-z0-9_-]+$/.test(value)))
    return "has characters that n8n cannot store";
  if (isHeader(name) && /[\p{Cc}\u2028\u2029]/u.test(value))
    return "has a line break or control character, which no mail's header may have";
  if (PLACEHOLDERS[name]?.[0] === "url" && !/^https?:\/\/[^\s\p{Cc}]+$/iu.test(value))
    return "is no web address";
  return undefined;
}

/** Judged again where a value becomes part of a workflow, whoever stored it and however. */
export function requireValue(name: string, value: string): void {
  const fault = valueFault(name, value);
  if (fault) throw new TemplateError("bad_value", `The value of ${name} ${fault}`, name);
}

/** What every cold mail must carry, and the one call that allows it, looked for in the whole workflow. */
const MAIL_RULES = [
  ["the header List-Unsubscribe", "List-Unsubscribe"],
  ["the header List-Unsubscribe-Post", "List-Unsubscribe-Post"],
  ["one-click unsubscribing (RFC 8058)", "List-Unsubscribe=One-Click"],
  ["an opt-out link", "unsubscribe_url"],
  ["the postal address", "YOUR_POSTAL_ADDRESS"],
  ["the send permit", "YOUR_SEND_PERMIT_URL"],
] as const;

const isSender = ({ type, parameters }: WorkflowBody["nodes"][number]): boolean =>
  /emailSend|genesisMail/i.test(type) ||
  (/\.gmail$/.test(type) && (parameters.operation ?? "send") === "send") ||
  /gmail\.googleapis\.com.*\/send/.test(JSON.stringify(parameters.url ?? ""));

/** A workflow that sends without opt-out link, one-click headers, postal address or permit does not deploy. */
export function requireLawfulMail(manifest: Manifest, body: WorkflowBody): void {
  if (manifest.category !== "email" && !body.nodes.some(isSender)) return;
  const text = JSON.stringify(body);
  for (const [what, sign] of MAIL_RULES) {
    if (text.includes(sign)) continue;
    const said = `Template '${manifest.display_name}' sends mail without ${what}`;
    throw new TemplateError("unlawful_mail", said, sign);
  }
}

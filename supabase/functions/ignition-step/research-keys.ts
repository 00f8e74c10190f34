// The values of the Research stage's placeholders: decrypted only for a template that asks for one.
import { gapOf } from "../_shared/contracts/launch.ts";
import { PermanentError } from "../_shared/errors/mod.ts";
import {
  type Manifest,
  type OperatorKeys,
  RESEARCH_KEYS,
  type ResearchKey,
  researchAsked,
  supplierOf,
} from "../_shared/templates/mod.ts";
import type { Compile, SealedCredential } from "./ports.ts";

type Open = Parameters<Compile>[2];

function memberOf(secret: unknown, { type, field }: ResearchKey): string {
  const value = (secret as Record<string, unknown> | null)?.[field];
  if (typeof value === "string" && value !== "") return value;
  // Not the operator's in its place: the workspace pays for its own.
  throw new PermanentError(
    "credential_incomplete",
    `The stored credential '${type}' lacks or spoils: ${field}`,
  );
}

/** Setting → value, for placeholderValues. Throws PermanentError for a key that a template needs and nobody has. */
export async function researchValues(
  manifests: readonly Manifest[],
  credentials: readonly SealedCredential[],
  operator: OperatorKeys,
  open: Open,
): Promise<Record<string, string>> {
  const asked = researchAsked(manifests);
  const own = new Set(credentials.map(({ type }) => type));
  const lacking = asked.find(({ name, required }) => required && supplierOf(name, own, operator) === null);
  if (lacking) throw new PermanentError("missing_research_key", gapOf("research", lacking.name).message);
  const opened = new Map<string, unknown>();
  const values: Record<string, string> = {};
  for (const { name } of asked) {
    const key = RESEARCH_KEYS[name] as ResearchKey;
    const supplier = supplierOf(name, own, operator);
    if (supplier === "operator") values[key.setting] = operator[key.setting] as string;
    if (supplier !== "workspace") continue;
    // The first by name, as with n8n's own: a template knows types, not names.
    const credential = credentials.find(({ type }) => type === key.type) as SealedCredential;
    if (!opened.has(key.type)) opened.set(key.type, await open(credential));
    values[key.setting] = memberOf(opened.get(key.type), key);
  }
  return values;
}

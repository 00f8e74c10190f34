import { CREDENTIAL_NAMES } from "@contracts/onboarding.ts";

const NAMES: Readonly<Record<string, string>> = CREDENTIAL_NAMES;

/** What people call a type of credential, within a sentence: "OpenAI key". Null for what is none. */
export const credentialName = (type: string): string | null =>
  Object.hasOwn(NAMES, type) ? (NAMES[type] ?? null) : null;

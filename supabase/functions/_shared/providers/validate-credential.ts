import { CREDENTIAL_SECRETS, type CredentialType } from "../contracts/onboarding.ts";
import { anthropic, apify, openai, relevance } from "./api-keys.ts";
import { googleCse, googleOauth } from "./google.ts";
import { imap } from "./imap.ts";
import { smtp } from "./smtp.ts";
import type { ProviderDeps, VerdictAnswer } from "./types.ts";
import { unreachable, unsupported, wrong } from "./verdicts.ts";

type Check = (deps: ProviderDeps, secret: unknown) => Promise<VerdictAnswer>;

/** The secret of each type as its schema parses it. */
const checked =
  <T extends CredentialType>(
    type: T,
    check: (
      deps: ProviderDeps,
      secret: ReturnType<(typeof CREDENTIAL_SECRETS)[T]["parse"]>,
    ) => Promise<VerdictAnswer>,
  ): Check =>
  async (deps, secret) => {
    const read = CREDENTIAL_SECRETS[type].safeParse(secret);
    if (!read.success) {
      const fields = [...new Set(read.error.issues.map((issue) => issue.path.join(".") || "secret"))];
      return wrong(`Missing or not readable: ${fields.join(", ")}.`);
    }
    return check(deps, read.data as ReturnType<(typeof CREDENTIAL_SECRETS)[T]["parse"]>);
  };

const CHECKS: Readonly<Record<CredentialType, Check>> = {
  openai_api: checked("openai_api", openai),
  anthropic: checked("anthropic", anthropic),
  apify: checked("apify", apify),
  relevance_config: checked("relevance_config", relevance),
  google_cse: checked("google_cse", googleCse),
  google_oauth2: checked("google_oauth2", googleOauth),
  smtp: checked("smtp", smtp),
  imap: checked("imap", imap),
};

/** What the provider's cheapest real call says of a secret. Never throws; holds no part of the secret. */
export async function validateCredential(
  type: string,
  secret: unknown,
  deps: ProviderDeps,
): Promise<VerdictAnswer> {
  const check = Object.hasOwn(CHECKS, type) ? CHECKS[type as CredentialType] : undefined;
  if (!check) return unsupported("Credentials of this type cannot be checked.");
  try {
    return await check(deps, secret);
  } catch {
    return unreachable("The check could not be made. Try again later.");
  }
}

// Consent of Google by the authorization code flow with PKCE (RFC 7636). The state that travels through the browser is
// signed and works once; the verifier stays in the database, so that a code taken on its way opens nothing.
import { base64url } from "jose";
import { z } from "zod";
import { type SigningKeys, sha256Hex } from "../_shared/auth/mod.ts";
import { uuid } from "../_shared/contracts/mod.ts";
import type { Settings } from "../_shared/env.ts";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";

export const GOOGLE_SETTINGS = ["GOOGLE_OAUTH_CLIENT_ID", "GOOGLE_OAUTH_CLIENT_SECRET"] as const;

/** Reads and sends mail, and nothing of the account beside it: what the templates' Gmail nodes do. */
const SCOPE = "https://www.googleapis.com/auth/gmail.modify";
const AUTH_URL = "https://accounts.google.com/o/oauth2/v2/auth";
const TOKEN_URL = "https://oauth2.googleapis.com/token";
const TIMEOUT_MS = 10_000;
/** A little more than the database keeps the verifier. */
const STATE_LIFE_MS = 11 * 60_000;

const stateSchema = z.object({
  workspace_id: uuid(),
  slug: z.string().min(1),
  actor: z.string().min(1),
  nonce: z.string().min(22),
  expires: z.number(),
});
export type ConsentState = z.output<typeof stateSchema>;

const random = (bytes: number): string => base64url.encode(crypto.getRandomValues(new Uint8Array(bytes)));
/** A prefix of its own: no link's signature passes here, nor this one there. */
const statement = (payload: string): string => `genesis-google-consent-v1\n${payload}`;
/** What the database knows a state by. */
export const stateHash = (state: string): string => sha256Hex(state);

export async function signState(
  keys: SigningKeys,
  about: Pick<ConsentState, "workspace_id" | "slug" | "actor">,
): Promise<string> {
  const state: ConsentState = { ...about, nonce: random(16), expires: Date.now() + STATE_LIFE_MS };
  const payload = base64url.encode(JSON.stringify(state));
  const { kid, signature } = await keys.sign(statement(payload));
  return `${payload}.${base64url.encode(kid)}.${signature}`;
}

/** Undefined for what we did not sign, or too long ago. */
export async function readState(keys: SigningKeys, state: string): Promise<ConsentState | undefined> {
  const [payload, kid, signature, more] = state.split(".");
  if (!payload || !kid || !signature || more !== undefined) return undefined;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    if (!(await keys.verify(statement(payload), decoder.decode(base64url.decode(kid)), signature))) return;
    const read = stateSchema.parse(JSON.parse(decoder.decode(base64url.decode(payload))));
    return read.expires > Date.now() ? read : undefined;
  } catch {
    return undefined;
  }
}

/** 32 random bytes, and what Google is told of them beforehand. */
export async function newVerifier(): Promise<{ verifier: string; challenge: string }> {
  const verifier = random(32);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url.encode(new Uint8Array(digest)) };
}

/** Where the browser goes. A refresh token comes with every consent, also of an account that gave one before. */
export function consentUrl(
  settings: Settings,
  asked: { state: string; challenge: string; redirect: string; hint: string | null },
): string {
  const url = new URL(settings.optional("GOOGLE_AUTH_URL") ?? AUTH_URL);
  const query = {
    client_id: settings.required("GOOGLE_OAUTH_CLIENT_ID"),
    redirect_uri: asked.redirect,
    response_type: "code",
    scope: SCOPE,
    access_type: "offline",
    prompt: "consent",
    state: asked.state,
    code_challenge: asked.challenge,
    code_challenge_method: "S256",
    ...(asked.hint ? { login_hint: asked.hint } : {}),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return String(url);
}

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive().default(3600),
  scope: z.string(),
  token_type: z.string().default("Bearer"),
});

/** The stored secret of type google_oauth2. Throws RetryableError (Google is away) or PermanentError (it refuses). */
export async function exchangeCode(
  settings: Settings,
  fetcher: typeof fetch,
  given: { code: string; verifier: string; redirect: string },
): Promise<Record<string, unknown>> {
  const [client_id, client_secret] = GOOGLE_SETTINGS.map((name) => settings.required(name)) as [
    string,
    string,
  ];
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code: given.code,
    code_verifier: given.verifier,
    redirect_uri: given.redirect,
    client_id,
    client_secret,
  });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetcher(settings.optional("GOOGLE_TOKEN_URL") ?? TOKEN_URL, {
    method: "POST",
    body,
    signal,
    redirect: "error",
  }).catch((cause) => {
    throw new RetryableError("google_unreachable", `Google's token endpoint: ${(cause as Error).name}`);
  });
  const said: unknown = await answer.json().catch(() => undefined);
  if (answer.status >= 500)
    throw new RetryableError("google_unavailable", `Google answered ${answer.status}`);
  const token = tokenSchema.safeParse(said);
  if (!answer.ok || !token.success)
    throw new PermanentError("google_refused", `Google answered ${answer.status}`);
  const { expires_in, ...rest } = token.data;
  // People can untick what they grant one by one.
  if (!rest.scope.split(/\s+/).includes(SCOPE))
    throw new PermanentError("google_scope", "The consent lacks reading and sending mail");
  return { client_id, client_secret, ...rest, expiry_date: Date.now() + expires_in * 1000 };
}

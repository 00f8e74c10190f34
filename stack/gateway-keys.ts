// Supabase's gateway turns the project's API keys, which are no JWTs, into the role's JWT for PostgREST.
import { timingSafeEqual } from "node:crypto";

export interface Keys {
  readonly publishable_key: string;
  readonly secret_key: string;
  readonly anon_jwt: string;
  readonly service_role_jwt: string;
}

export type Translation =
  | { readonly ok: true; readonly authorization: string }
  | { readonly ok: false; readonly message: string; readonly hint: string };

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/**
 * The Authorization header that PostgREST shall see. A user's own Bearer token passes; the role's JWT stands in
 * when there is none, or when it only repeats a key.
 */
export function translate(
  keys: Keys,
  apikey: string | undefined,
  authorization: string | undefined,
  userAgent: string | undefined,
): Translation {
  if (!apikey) {
    return {
      ok: false,
      message: "No API key found in request",
      hint: "No `apikey` request header or url param was found.",
    };
  }
  const secret = same(apikey, keys.secret_key);
  if (!secret && !same(apikey, keys.publishable_key)) {
    return {
      ok: false,
      message: "Invalid API key",
      hint: "Double check the publishable or secret key: `npx genesis status --json` prints both.",
    };
  }
  if (secret && userAgent?.startsWith("Mozilla/")) {
    return {
      ok: false,
      message: "Forbidden use of secret API key in browser",
      hint: "Secret API keys can only be used in a protected environment.",
    };
  }
  if (authorization && !/^Bearer\s+sb_/i.test(authorization)) return { ok: true, authorization };
  return { ok: true, authorization: `Bearer ${secret ? keys.service_role_jwt : keys.anon_jwt}` };
}

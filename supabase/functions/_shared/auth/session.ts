// A signed-in person: Clerk's session token, verified against the issuer's published keys.
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Settings } from "../env.ts";
import { HttpError } from "../errors/mod.ts";

export interface Session {
  userId: string;
  /** The token as it came: the database is called with it, so that RLS judges the person. */
  token: string;
}

export type RequireSession = (req: Request) => Promise<Session>;

/** Clerk's own allowance for clocks that differ. */
const CLOCK_TOLERANCE_S = 5;

/** The bearer token of a request, "" without one. */
export const bearerOf = (req: Request): string =>
  /^bearer +(\S+)$/i.exec(req.headers.get("authorization")?.trim() ?? "")?.[1] ?? "";

/** Throws 401 for no session or a bad one, 503 when the issuer's keys cannot be had. */
export function createRequireSession(settings: Settings, keys?: JWTVerifyGetKey): RequireSession {
  const issuer = settings.required("CLERK_ISSUER").replace(/\/+$/, "");
  const parties = settings
    .required("CLERK_AUTHORIZED_PARTIES")
    .split(",")
    .map((p) => p.trim());
  const jwks =
    keys ?? createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), { timeoutDuration: 3_000 });
  return async (req) => {
    const token = bearerOf(req);
    if (token === "") throw new HttpError("invalid_session");
    let payload: Awaited<ReturnType<typeof jwtVerify>>["payload"];
    try {
      ({ payload } = await jwtVerify(token, jwks, {
        algorithms: ["RS256"],
        issuer,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ["exp", "sub", "azp"],
      }));
    } catch (cause) {
      if (isAboutToken(cause)) throw new HttpError("invalid_session", { cause });
      throw new HttpError("issuer_unavailable", { cause });
    }
    const { sub, azp, role } = payload;
    // PostgREST takes its role from the token: only people's is taken here.
    if (!sub || typeof azp !== "string" || !parties.includes(azp) || role !== "authenticated") {
      throw new HttpError("invalid_session");
    }
    return { userId: sub, token };
  };
}

/** jose's own errors blame the token, but for those of fetching the keys. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSEAlgNotAllowed ||
  error instanceof errors.JOSENotSupported ||
  error instanceof errors.JWSInvalid ||
  error instanceof errors.JWSSignatureVerificationFailed ||
  error instanceof errors.JWTInvalid ||
  error instanceof errors.JWTExpired ||
  error instanceof errors.JWTClaimValidationFailed;

// Who may command: Genesis alone, this workspace alone, this body alone, now.
import { errors, importJWK, type JSONWebKeySet, type JWK, jwtVerify } from "jose";
import { z } from "zod";
import { sha256Hex } from "./keys.ts";

const claimsSchema = z.object({
  workspace_id: z.string(),
  action: z.string(),
  command_id: z.string(),
  epoch: z.int().nonnegative(),
  seq: z.int().nonnegative(),
  body_sha256: z.string(),
  exp: z.number(),
});
export type CommandClaims = z.infer<typeof claimsSchema>;

export class TokenRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "TokenRefused";
    this.code = code;
  }
}

/** A token lives 60 s at most; clocks may differ by so much. */
const LIFE_S = 60;
const SKEW_S = 10;

function refusalOf(error: unknown): TokenRefused {
  if (error instanceof errors.JWTExpired) return new TokenRefused("token_expired", "The token has expired");
  if (error instanceof errors.JWTClaimValidationFailed)
    return new TokenRefused("token_invalid", `The token's ${error.claim} is not right`);
  return new TokenRefused("token_invalid", "The token is not signed by Genesis");
}

async function verifyWith(token: string, keys: readonly JWK[]) {
  let failed: unknown = new TokenRefused("token_invalid", "No key of Genesis is known");
  for (const jwk of keys) {
    try {
      // A pinned algorithm: neither `none` nor a key used as a shared secret gets past it.
      return await jwtVerify(token, await importJWK({ ...jwk, alg: "EdDSA" }, "EdDSA"), {
        algorithms: ["EdDSA"],
        issuer: "genesis",
        audience: "sidecar",
        clockTolerance: SKEW_S,
      });
    } catch (error) {
      failed = error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw failed instanceof TokenRefused ? failed : refusalOf(failed);
}

const isSigningKey = (key: JWK): boolean => key.kty === "OKP" && key.crv === "Ed25519";

/** The claims of a command's token, checked against the raw body. Throws TokenRefused. */
export async function verifyCommandToken(
  authorization: string | undefined,
  body: Uint8Array,
  workspaceId: string,
  trusted: JSONWebKeySet,
): Promise<CommandClaims> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  if (!token) throw new TokenRefused("token_missing", "A command needs a bearer token");
  const { payload } = await verifyWith(token, trusted.keys.filter(isSigningKey));
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw new TokenRefused("token_invalid", "The token lacks claims of a command");
  if (claims.data.exp > Date.now() / 1000 + LIFE_S + SKEW_S)
    throw new TokenRefused("token_invalid", `A token may live ${LIFE_S} s, not longer`);
  if (claims.data.workspace_id !== workspaceId)
    throw new TokenRefused("wrong_workspace", "The token is for another workspace");
  if (claims.data.body_sha256 !== sha256Hex(body))
    throw new TokenRefused("body_mismatch", "The token is for another body");
  return claims.data;
}

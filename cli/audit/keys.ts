// Public keys of the checkpoints: a JWKS of Ed25519 keys. Private parts, if somebody passes them, are not used.
import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import type { Checkpoint } from "./format.ts";

export type SignatureVerdict = "good" | "bad" | "unknown_key";
export type CheckSignature = (checkpoint: Checkpoint) => SignatureVerdict;

interface PublicJwk {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly kid?: string;
}

/** From a JWKS, or one JWK; throws when there is no Ed25519 key with a kid in it. */
export function signatureCheck(jwks: string): CheckSignature {
  const parsed = JSON.parse(jwks) as PublicJwk & { keys?: PublicJwk[] };
  const keys = new Map<string, KeyObject>();
  for (const { kty, crv, x, kid } of parsed.keys ?? [parsed]) {
    if (kty !== "OKP" || crv !== "Ed25519" || !x || !kid) continue;
    keys.set(kid, createPublicKey({ key: { kty, crv, x } as JsonWebKey, format: "jwk" }));
  }
  if (keys.size === 0) throw new Error("no Ed25519 key with a kid is in it");
  return ({ kid, statement, signature }) => {
    const key = keys.get(kid);
    if (!key) return "unknown_key";
    const good = verify(null, Buffer.from(statement, "utf8"), key, Buffer.from(signature, "base64url"));
    return good ? "good" : "bad";
  };
}

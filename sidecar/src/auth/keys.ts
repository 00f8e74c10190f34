// The sidecar's two key pairs: Ed25519 signs what it says, X25519 opens what is sealed for it.
import { createHash, createHmac } from "node:crypto";
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import type { SecretsFile } from "../state/secrets.ts";

/** What a signature is for: a signed nonce can never pass for a signed body. */
type Purpose = "genesis-challenge" | "genesis-body";

export interface Keys {
  readonly publicSign: JWK;
  readonly publicSeal: JWK;
  /** Compact Ed25519 JWS over the claims and `iat`. */
  sign(purpose: Purpose, claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Opens a compact JWE (ECDH-ES+A256KW, A256GCM, nothing else). Throws for any other, or another's. */
  open(sealed: string): Promise<string>;
  /** Keyed, so that what the state keeps tells nothing about a secret in a payload. */
  mac(text: string): string;
}

export const sha256Hex = (bytes: string | Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

const publicHalf = ({ kty, crv, x, kid }: JWK, use: string): JWK =>
  ({ kty, crv, x, kid, use }) as unknown as JWK;

async function makeKey(alg: string, crv: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { crv, extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

/** Makes both keys at the first boot, in one write. */
export async function loadKeys(secrets: SecretsFile): Promise<Keys> {
  let { sign_key, seal_key } = secrets.read();
  if (!sign_key || !seal_key) {
    sign_key = await makeKey("EdDSA", "Ed25519");
    seal_key = await makeKey("ECDH-ES+A256KW", "X25519");
    secrets.add({ sign_key, seal_key });
  }
  const signer = (await importJWK(sign_key, "EdDSA")) as CryptoKey;
  const opener = (await importJWK(seal_key, "ECDH-ES+A256KW")) as CryptoKey;
  const macKey = createHash("sha256").update(`genesis-mac ${sign_key.d}`).digest();
  const kid = sign_key.kid as string;
  return {
    publicSign: publicHalf(sign_key, "sig"),
    publicSeal: publicHalf(seal_key, "enc"),
    sign: (purpose, claims) =>
      new CompactSign(
        new TextEncoder().encode(JSON.stringify({ ...claims, iat: Math.floor(Date.now() / 1000) })),
      )
        .setProtectedHeader({ alg: "EdDSA", kid, typ: purpose })
        .sign(signer),
    async open(sealed) {
      const opened = await compactDecrypt(sealed, opener, {
        keyManagementAlgorithms: ["ECDH-ES+A256KW"],
        contentEncryptionAlgorithms: ["A256GCM"],
      });
      return new TextDecoder().decode(opened.plaintext);
    },
    mac: (text) => createHmac("sha256", macKey).update(text).digest("hex"),
  };
}

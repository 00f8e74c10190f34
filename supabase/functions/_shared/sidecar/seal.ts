// What only one sidecar can open, whatever the transport: a JWE to the X25519 key that it enrolled, ECDH-ES+A256KW and
// A256GCM (RFC 7516, 7518, 8037). By WebCrypto alone: jose exports the ephemeral key as a private JWK on its way, which
// Deno 2.1 has not implemented for X25519. A test opens what is sealed here with jose.
import { base64url } from "jose";
import { PermanentError } from "../errors/mod.ts";

const ALG = "ECDH-ES+A256KW";
const KEY_BITS = 256;
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface SealKey {
  x: string;
  kid?: string;
}

function readSealKey(key: unknown): SealKey {
  const { kty, crv, x, kid } = (key ?? {}) as { kty?: unknown; crv?: unknown; x?: unknown; kid?: unknown };
  if (kty !== "OKP" || crv !== "X25519" || typeof x !== "string") {
    throw new PermanentError("sidecar_without_key", "The sidecar has enrolled no key to seal secrets to");
  }
  return typeof kid === "string" ? { x, kid } : { x };
}

const utf8 = (text: string) => new TextEncoder().encode(text);

const word = (value: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
};

function joined(...parts: Uint8Array[]) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The key that wraps the content's: Concat KDF of NIST SP 800-56A over one block of SHA-256, no party info. */
async function wrappingKey(shared: Uint8Array): Promise<CryptoKey> {
  const alg = utf8(ALG);
  const info = joined(word(alg.length), alg, word(0), word(0), word(KEY_BITS));
  const key = await crypto.subtle.digest("SHA-256", joined(word(1), shared, info));
  return crypto.subtle.importKey("raw", key, "AES-KW", false, ["wrapKey"]);
}

/** Compact JWE of the value's JSON. Throws PermanentError for a key that is none. */
export async function sealFor(sealKey: unknown, value: unknown): Promise<string> {
  const { x, kid } = readSealKey(sealKey);
  const { subtle } = crypto;
  const theirs = await subtle.importKey("jwk", { kty: "OKP", crv: "X25519", x }, "X25519", false, []);
  const ours = (await subtle.generateKey("X25519", true, ["deriveBits"])) as CryptoKeyPair;
  const agreed = await subtle.deriveBits({ name: "X25519", public: theirs }, ours.privateKey, KEY_BITS);
  const epkX = base64url.encode(new Uint8Array(await subtle.exportKey("raw", ours.publicKey)));
  const epk = { kty: "OKP", crv: "X25519", x: epkX };
  const header = base64url.encode(utf8(JSON.stringify({ alg: ALG, enc: "A256GCM", kid, epk })));

  const content = await subtle.generateKey({ name: "AES-GCM", length: KEY_BITS }, true, ["encrypt"]);
  const kek = await wrappingKey(new Uint8Array(agreed));
  const wrapped = new Uint8Array(await subtle.wrapKey("raw", content as CryptoKey, kek, "AES-KW"));
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const parameters = { name: "AES-GCM", iv, additionalData: utf8(header) };
  const sealed = new Uint8Array(
    await subtle.encrypt(parameters, content as CryptoKey, utf8(JSON.stringify(value))),
  );
  const parts = [wrapped, iv, sealed.subarray(0, -TAG_BYTES), sealed.subarray(-TAG_BYTES)];
  return [header, ...parts.map((part) => base64url.encode(part))].join(".");
}

// The two primitives of the vault, by WebCrypto alone: they run alike in Deno and Node.

/** Uint8Array over an ArrayBuffer, spelt so that the TypeScript of Deno 2.1 reads it too. */
export type Bytes = ReturnType<typeof Uint8Array.from>;

/** Bits of a derived key, of a tag, and bytes of a nonce as NIST SP 800-38D recommends it. */
const KEY_BITS = 256;
const TAG_BITS = 128;
export const TAG_BYTES = TAG_BITS / 8;
export const IV_BYTES = 12;

/** PBKDF2-HMAC-SHA-256 (RFC 8018): 32 bytes. 100,000 rounds take about 50 ms. */
export async function pbkdf2(password: Bytes, salt: Bytes, rounds: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, KEY_BITS));
}

export const importAesKey = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

const gcm = (iv: Bytes, additionalData: Bytes) => ({
  name: "AES-GCM",
  iv,
  additionalData,
  tagLength: TAG_BITS,
});

/** AES-256-GCM. Never call it twice with one key and iv. */
export async function aesGcmSeal(
  key: CryptoKey,
  iv: Bytes,
  additionalData: Bytes,
  plaintext: Bytes,
): Promise<{ ciphertext: Bytes; tag: Bytes }> {
  const sealed = new Uint8Array(await crypto.subtle.encrypt(gcm(iv, additionalData), key, plaintext));
  const end = sealed.length - TAG_BYTES;
  return { ciphertext: sealed.slice(0, end), tag: sealed.slice(end) };
}

/** Throws when anything of it was changed. */
export async function aesGcmOpen(
  key: CryptoKey,
  iv: Bytes,
  additionalData: Bytes,
  { ciphertext, tag }: { ciphertext: Bytes; tag: Bytes },
): Promise<Bytes> {
  const sealed = new Uint8Array(ciphertext.length + tag.length);
  sealed.set(ciphertext);
  sealed.set(tag, ciphertext.length);
  return new Uint8Array(await crypto.subtle.decrypt(gcm(iv, additionalData), key, sealed));
}

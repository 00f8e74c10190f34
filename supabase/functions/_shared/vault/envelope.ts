// What lies in genesis.credential_store: a sealed secret and all that opening it needs, but for the master key.
import { z } from "zod";
import { type Bytes, IV_BYTES, TAG_BYTES } from "./crypto.ts";
import { VaultError } from "./errors.ts";

export const SALT_BYTES = 32;

/** Every member but key_id is base64 (RFC 4648, padded). */
export interface Envelope {
  key_id: string;
  salt: string;
  iv: string;
  tag: string;
  ciphertext: string;
}

/** An envelope's binary members. */
export interface EnvelopeParts {
  salt: Bytes;
  iv: Bytes;
  tag: Bytes;
  ciphertext: Bytes;
}

export const toBase64 = (bytes: Uint8Array): string => {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};

const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Base64 of `size` bytes, or of any number. */
const base64 = (size?: number) =>
  z
    .string()
    .regex(BASE64)
    .transform(fromBase64)
    .refine((bytes) => size === undefined || bytes.length === size);

const schema = z.object({
  key_id: z.string(),
  salt: base64(SALT_BYTES),
  iv: base64(IV_BYTES),
  tag: base64(TAG_BYTES),
  ciphertext: base64(),
});

/** Throws VaultError `not_an_envelope`. */
export function readEnvelope(envelope: unknown): EnvelopeParts & { key_id: string } {
  const read = schema.safeParse(envelope);
  if (!read.success) throw new VaultError("not_an_envelope");
  return read.data;
}

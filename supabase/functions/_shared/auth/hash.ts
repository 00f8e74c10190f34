// SHA-256 and comparison. node:crypto hashes at once (2 µs in Deno); crypto.subtle takes a trip to a thread (45 µs).
// @ts-types="./node-crypto.d.ts"
import { createHash, timingSafeEqual } from "node:crypto";

/** Lower-case hex of the SHA-256 of the text's UTF-8 bytes. */
export const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Lower-case hex of the SHA-256 of the bytes. */
export const sha256HexOfBytes = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

const digest = (text: string): Uint8Array => createHash("sha256").update(text).digest();

/** Equality in a time that tells nothing of where the texts differ, nor of their lengths. */
export const equalInConstantTime = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

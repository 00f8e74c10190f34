// A DKIM key record (RFC 6376, 3.6.1; RFC 8301 for lengths; RFC 8463 for Ed25519).
import { type Problem, warning, wrong } from "./problems.ts";
import { parseTags } from "./tags.ts";
import type { Bytes } from "./types.ts";

const SHORTEST_BITS = 1024;
const SOUND_BITS = 2048;
const ED25519_BYTES = 32;
const ASK_AGAIN = "Copy the value from your mail service again.";

function decode(base64: string): Bytes | null {
  const text = base64.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

/** The length of the modulus in bits; null: no RSA key in SubjectPublicKeyInfo, the form that every mail service publishes. */
async function rsaBits(spki: Bytes): Promise<number | null> {
  try {
    const how = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("spki", spki, how, true, ["verify"]);
    return (key.algorithm as RsaHashedKeyAlgorithm).modulusLength;
  } catch {
    return null;
  }
}

async function keyProblems(kind: string, base64: string): Promise<Problem[]> {
  const bytes = decode(base64);
  if (kind === "ed25519") {
    if (bytes?.length !== ED25519_BYTES) return [wrong(`The key is no Ed25519 key. ${ASK_AGAIN}`)];
    return [
      warning("The key is of type Ed25519, which many receivers cannot check. Add an RSA key of 2048 bits."),
    ];
  }
  if (kind !== "rsa")
    return [wrong(`The key is of type "${kind}", which receivers do not know. ${ASK_AGAIN}`)];
  const bits = bytes && (await rsaBits(bytes));
  if (!bits) return [wrong(`The key cannot be read: a part of it may be missing. ${ASK_AGAIN}`)];
  if (bits < SHORTEST_BITS) {
    return [
      wrong(
        `The key has ${bits} bits, and receivers ignore keys below ${SHORTEST_BITS}. Make one of 2048 bits.`,
      ),
    ];
  }
  return bits < SOUND_BITS ? [warning(`The key has ${bits} bits. Make one of ${SOUND_BITS} bits.`)] : [];
}

/** What is amiss with the one TXT record at a selector. */
export async function judgeKey(text: string): Promise<Problem[]> {
  if (/["\\]/.test(text)) {
    return [
      wrong("The value holds quotes or backslashes, which are not part of a key. Enter it without them."),
    ];
  }
  const tags = parseTags(text);
  const version = tags?.get("v");
  const key = tags?.get("p");
  if (!tags || (version !== undefined && (version !== "DKIM1" || [...tags.keys()][0] !== "v"))) {
    return [wrong(`This is no DKIM key. ${ASK_AGAIN}`)];
  }
  if (key === undefined) return [wrong(`The record has no key (p=). ${ASK_AGAIN}`)];
  if (key === "")
    return [
      wrong("The key is revoked (p= is empty). Switch signing on at your mail service and enter its key."),
    ];
  const problems = await keyProblems((tags.get("k") ?? "rsa").toLowerCase(), key);
  const lists = (tag: string) =>
    tags
      .get(tag)
      ?.split(":")
      .map((word) => word.trim().toLowerCase());
  if (lists("t")?.includes("y")) {
    problems.push(warning("The key is marked as a test (t=y), so that receivers may ignore it. Remove t=y."));
  }
  if (lists("h")?.includes("sha256") === false) {
    problems.push(wrong("The key allows no SHA-256 (h=), the only hash that receivers accept. Remove h=."));
  }
  const services = lists("s");
  if (services && !services.includes("*") && !services.includes("email")) {
    problems.push(wrong("The key is not meant for mail (s=). Remove s=."));
  }
  return problems;
}

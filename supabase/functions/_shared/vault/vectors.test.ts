// The vault's primitives against published vectors.
import { describe, expect, it } from "vitest";
import { aesGcmOpen, aesGcmSeal, importAesKey, pbkdf2 } from "./crypto.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const asHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, "utf8"));

const KEY = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
const IV = "cafebabefacedbaddecaf888";
const PLAIN =
  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
const SEALED =
  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";

/** McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, the cases with 256-bit keys and 96-bit IVs. */
const GCM = [
  {
    name: "13",
    key: "00".repeat(32),
    iv: "00".repeat(12),
    plain: "",
    aad: "",
    sealed: "",
    tag: "530f8afbc74536b9a963b4f1c4cb738b",
  },
  {
    name: "14",
    key: "00".repeat(32),
    iv: "00".repeat(12),
    plain: "00".repeat(16),
    aad: "",
    sealed: "cea7403d4d606b6e074ec5d3baf39d18",
    tag: "d0d1c8a799996bf0265b98b5d48ab919",
  },
  {
    name: "15",
    key: KEY,
    iv: IV,
    plain: PLAIN,
    aad: "",
    sealed: SEALED,
    tag: "b094dac5d93471bdec1a502270e3cc6c",
  },
  {
    name: "16",
    key: KEY,
    iv: IV,
    plain: PLAIN.slice(0, -8),
    aad: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    sealed: SEALED.slice(0, -8),
    tag: "76fc6ece0f4e1768cddf8853bb2d551b",
  },
];

describe.each(GCM)("AES-256-GCM, test case $name", ({ key, iv, plain, aad, sealed, tag }) => {
  it("seals to the published bytes, and opens them", async () => {
    const imported = await importAesKey(hex(key));
    const made = await aesGcmSeal(imported, hex(iv), hex(aad), hex(plain));
    expect([asHex(made.ciphertext), asHex(made.tag)]).toEqual([sealed, tag]);
    expect(asHex(await aesGcmOpen(imported, hex(iv), hex(aad), made))).toBe(plain);
  });
});

/** RFC 7914, section 11; the first 32 of its 64 bytes, which a shorter output shares. */
const PBKDF2 = [
  ["passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"],
  ["Password", "NaCl", 80_000, "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"],
] as const;

describe("PBKDF2-HMAC-SHA-256, RFC 7914", () => {
  it.each(PBKDF2)("%s with %s, %i rounds", async (password, salt, rounds, key) => {
    expect(asHex(await pbkdf2(utf8(password), utf8(salt), rounds))).toBe(key);
  });
});

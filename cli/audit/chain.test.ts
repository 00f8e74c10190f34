// The offline verifier finds each kind of tampering, with keys and chains made here.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyChain } from "./chain.ts";
import { type Checkpoint, type Entry, entryHash, NO_HASH } from "./format.ts";
import { signatureCheck } from "./keys.ts";

const ID = "0197f000-0000-7000-8000-000000000001";
const ours = generateKeyPairSync("ed25519");
const jwks = (key: KeyObject, kid: string) =>
  JSON.stringify({ keys: [{ ...key.export({ format: "jwk" }), kid }] });
const check = signatureCheck(jwks(ours.publicKey, "k1"));

/** Hashes the entries anew from the first on: what the owner of a database can do. */
function chained(entries: readonly Omit<Entry, "hash" | "prev_hash">[], from = NO_HASH): Entry[] {
  let prev_hash = from;
  return entries.map((entry) => {
    const made = { ...entry, prev_hash, hash: "" };
    prev_hash = entryHash(made);
    return { ...made, hash: prev_hash };
  });
}
const chain = (): Entry[] =>
  chained(
    [1, 2, 3, 4, 5, 6].map((seq) => ({
      type: "entry",
      workspace_id: ID,
      seq,
      workspace_name: "Zoë & Co",
      actor_id: "user_alice",
      actor_email: null,
      action: "test",
      reason: seq % 2 ? "because" : null,
      metadata: `{"n": ${seq}, "ü": "€"}`,
      created_at: "2026-11-20T01:11:00.123456Z",
    })),
  );
function signed(entry: Entry, over: Partial<Checkpoint> = {}, key = ours.privateKey): Checkpoint {
  const { workspace_id, seq, hash } = entry;
  const statement = ["genesis-audit-checkpoint-v1", ID, seq, hash, seq, "2026-11-20T01:12:00.000Z"].join(
    "\n",
  );
  const signature = sign(null, Buffer.from(statement), key).toString("base64url");
  return {
    type: "checkpoint",
    workspace_id,
    seq,
    hash,
    count: seq,
    kid: "k1",
    signature,
    statement,
    ...over,
  };
}
const at = (entries: Entry[], seq: number): Entry => entries[seq - 1] as Entry;
const change = (entries: Entry[], seq: number, over: Partial<Entry>): Entry[] =>
  entries.map((entry) => (entry.seq === seq ? { ...entry, ...over } : entry));
const swapped = (entries: Entry[], a: number, b: number): Entry[] =>
  entries.map((entry) => ({ ...entry, seq: entry.seq === a ? b : entry.seq === b ? a : entry.seq }));

function found(entries: Entry[], checkpoints = [signed(at(chain(), 4))]): string {
  const verdict = verifyChain(ID, { entries, checkpoints }, check);
  expect(verdict.ok).toBe(verdict.problem === null);
  return verdict.ok ? "sound" : `${verdict.problem} ${verdict.first_bad_seq}`;
}

describe("a chain", () => {
  it("is sound as it was written, and says what is signed", () => {
    const verdict = verifyChain(ID, { entries: chain(), checkpoints: [signed(at(chain(), 4))] }, check);
    expect(verdict).toMatchObject({ ok: true, entries: 6, problem: null, signed_through: 4 });
    expect(verifyChain(ID, { entries: chain(), checkpoints: [] }, check).signed_through).toBeNull();
  });

  it.each<[keyof Entry, string]>([
    ["reason", "other"],
    ["workspace_name", "Zoë"],
    ["actor_id", "user_bob"],
    ["actor_email", ""],
    ["action", "rest"],
    ["metadata", '{"n":3,"ü":"€"}'],
    ["created_at", "2026-11-20T01:11:00.123457Z"],
    ["hash", "ab".repeat(32)],
    ["prev_hash", "ab".repeat(32)],
  ])("with another %s in entry 3 is found there", (field, value) => {
    expect(found(change(chain(), 3, { [field]: value }))).toBe("changed 3");
  });

  it.each([
    ["a missing entry", "missing 3", chain().filter((e) => e.seq !== 3)],
    ["a cut-off end that a checkpoint knows", "cut_off 4", chain().slice(0, 3)],
    ["no entries left", "cut_off 1", []],
    ["two entries in each other's place", "changed 2", swapped(chain(), 2, 3)],
    ["an entry twice", "replaced 3", [...chain(), at(chain(), 3)]],
    [
      "an entry hashed anew",
      "replaced 2",
      change(chain(), 2, chained([{ ...at(chain(), 2), reason: "x" }], at(chain(), 1).hash)[0] as Entry),
    ],
    ["a chain recomputed from entry 2", "recomputed 4", chained(change(chain(), 2, { reason: "x" }))],
    ["its beginning gone", "unsigned_start 3", chain().slice(2)],
  ])("%s: %s", (_what, verdict, entries) => {
    expect(found(entries)).toBe(verdict);
  });

  it("may begin after a signed entry", () => {
    expect(found(chain().slice(4))).toBe("sound");
  });
});

describe("a checkpoint", () => {
  it.each([
    [
      "signed by another key",
      "bad_signature 4",
      signed(at(chain(), 4), {}, generateKeyPairSync("ed25519").privateKey),
    ],
    ["of an unknown key", "unknown_key 4", signed(at(chain(), 4), { kid: "k2" })],
    [
      "with another hash beside its statement",
      "checkpoint_altered 4",
      signed(at(chain(), 4), { hash: NO_HASH }),
    ],
    ["moved to another entry", "checkpoint_altered 5", signed(at(chain(), 4), { seq: 5 })],
    ["cut short", "bad_signature 4", signed(at(chain(), 4), { signature: "AAAA" })],
  ])("%s: %s", (_what, verdict, checkpoint) => {
    expect(found(chain(), [checkpoint])).toBe(verdict);
  });

  it("needs a public key to be judged", () => {
    expect(() => signatureCheck('{"keys": []}')).toThrow("no Ed25519 key");
    expect(() => signatureCheck('{"keys": [{"kty": "RSA", "kid": "k1"}]}')).toThrow("no Ed25519 key");
  });
});

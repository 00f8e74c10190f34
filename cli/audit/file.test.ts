// Reading the exported file, and the offline verifier as a program of its own.
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Entry, entryHash, NO_HASH } from "./format.ts";

const folder = mkdtempSync(join(tmpdir(), "genesis-audit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ID = "0197f000-0000-7000-8000-000000000001";
const GONE = "0197f000-0000-7000-8000-000000000002";
const key = generateKeyPairSync("ed25519");
const put = (name: string, ...lines: unknown[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((l) => (typeof l === "string" ? l : JSON.stringify(l))).join("\n"));
  return path;
};
/** An export: with its last line. */
const exported = (name: string, ...lines: unknown[]): string =>
  put(name, ...lines, { type: "end", lines: lines.length - 1 });
const keys = put("keys.json", { keys: [{ ...key.publicKey.export({ format: "jwk" }), kid: "k1" }] });

const blank = {
  type: "entry",
  workspace_id: ID,
  seq: 1,
  workspace_name: null,
  actor_id: "a",
  actor_email: null,
} as const;
const unhashed = {
  ...blank,
  action: "x",
  reason: null,
  metadata: "{}",
  created_at: "2026-11-20T00:00:00.000000Z",
};
const entry: Entry = {
  ...unhashed,
  prev_hash: NO_HASH,
  hash: entryHash({ ...unhashed, prev_hash: NO_HASH, hash: "" }),
};
const header = {
  type: "header",
  format: "genesis-audit-v1",
  exported_at: "2026-11-21T00:00:00Z",
  chains: "all",
};
const copy = (workspace_id: string, seq: number, at: string) => {
  const statement = ["genesis-audit-checkpoint-v1", workspace_id, seq, entry.hash, seq, at].join("\n");
  const signature = sign(null, Buffer.from(statement), key.privateKey).toString("base64url");
  return { workspace_id, seq, hash: entry.hash, count: seq, signed_at: at, kid: "k1", signature, statement };
};

function run(...args: string[]) {
  const script = join(import.meta.dirname, "verify-file.ts");
  const ran = spawnSync(process.execPath, [script, ...args], { encoding: "utf8", cwd: folder });
  return { code: ran.status, out: ran.stdout.trim(), err: ran.stderr.trim() };
}

describe("verify-file.ts", () => {
  it("says sound and exits 0, with the file and the key alone", () => {
    const ran = run(exported("good.jsonl", header, entry), "--keys", keys);
    expect(ran).toMatchObject({ code: 0, out: `${ID}: 1 entries, nothing signed, sound` });
  });

  it("names the first bad entry and exits 1", () => {
    const ran = run(exported("bad.jsonl", header, { ...entry, reason: "x" }), "--keys", keys, "--json");
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject([
      { workspace_id: ID, ok: false, first_bad_seq: 1, problem: "changed" },
    ]);
  });

  it("finds with copies kept elsewhere what was cut off, and a chain that is gone", () => {
    const file = exported("cut.jsonl", header, entry);
    const copies = put(
      "copies.jsonl",
      { checkpoints: [copy(ID, 1, "2026-11-20T01:00:00Z"), copy(ID, 2, "2026-11-20T02:00:00Z")] },
      copy(GONE, 3, "2026-11-20T01:00:00Z"),
    );
    const ran = run(file, "--keys", keys, "--checkpoints", copies, "--json");
    expect(JSON.parse(ran.out)).toMatchObject([
      { workspace_id: ID, problem: "cut_off", first_bad_seq: 2, signed_through: 1 },
      { workspace_id: GONE, problem: "cut_off", first_bad_seq: 1, entries: 0 },
    ]);
  });

  it("tells of copies signed after the export, of entries that the file cannot have", () => {
    const later = put(
      "later.jsonl",
      copy(ID, 2, "2026-11-22T00:00:00Z"),
      copy(GONE, 3, "2026-11-22T00:00:00Z"),
    );
    const ran = run(exported("early.jsonl", header, entry), "--keys", keys, "--checkpoints", later);
    expect(ran.code).toBe(3);
    expect(ran.out).toMatch(/sound as far as it goes: .*2026-11-22T00:00:00.000Z covers entry 2/);
    expect(ran.out).toMatch(new RegExp(`${GONE}: 0 entries, .* covers entry 3`));
  });

  it("finds a rewritten entry though the file says that it was exported before its checkpoint was signed", () => {
    const rewritten = { ...unhashed, reason: "another" };
    const forged = {
      ...rewritten,
      prev_hash: NO_HASH,
      hash: entryHash({ ...rewritten, prev_hash: NO_HASH, hash: "" }),
    };
    const copies = put("kept.jsonl", copy(ID, 1, "2026-11-22T00:00:00Z"));
    const ran = run(
      exported("backdated.jsonl", header, forged),
      "--keys",
      keys,
      "--checkpoints",
      copies,
      "--json",
    );
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject([
      { workspace_id: ID, problem: "recomputed", first_bad_seq: 1 },
    ]);
  });

  it.each([
    ["no JSON", "{", "line 2 is no JSON object"],
    ["another type", { type: "note" }, "line 2 is no header, entry, checkpoint or end"],
    ["a missing text", { ...entry, metadata: undefined }, "line 2 has no text metadata"],
    ["no number", { ...entry, seq: "1" }, "line 2 has no number seq"],
    [
      "a name that is left out",
      { ...entry, workspace_name: undefined },
      "line 2 has neither a text nor null as workspace_name",
    ],
    [
      "a number as address",
      { ...entry, actor_email: 7 },
      "line 2 has neither a text nor null as actor_email",
    ],
    ["a second header", header, "line 2 is a header, and not the first line"],
  ])("exits 2 and names the line: %s", (_what, line, message) => {
    const ran = run(exported("odd.jsonl", header, line), "--keys", keys);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
  });

  it("misses a chain that the file does not claim to hold, unless only others were asked for", () => {
    const copies = put(
      "all.jsonl",
      copy(ID, 1, "2026-11-20T01:00:00Z"),
      copy(GONE, 3, "2026-11-20T01:00:00Z"),
    );
    const [one, named] = [
      { ...header, chains: [ID] },
      { ...header, chains: [ID, GONE] },
    ];
    const verified = (head: object, ...more: string[]) =>
      run(exported("held.jsonl", head, entry), "--keys", keys, "--checkpoints", copies, ...more);
    expect(verified(one)).toMatchObject({ code: 3, out: expect.stringContaining(`${GONE}: 0 entries`) });
    expect(verified(named)).toMatchObject({ code: 1, out: expect.stringContaining("NOT SOUND at 1") });
    expect(verified(one, "--only", ID).code).toBe(0);
  });

  it("does not let the file's own checkpoint pass as one that came later", () => {
    const own = { type: "checkpoint", ...copy(ID, 2, "2026-11-22T00:00:00Z") };
    const ran = run(exported("own.jsonl", header, entry, own), "--keys", keys, "--json");
    expect(JSON.parse(ran.out)).toMatchObject([{ problem: "cut_off", first_bad_seq: 2 }]);
  });

  it.each([
    ["without its last line", [header, entry], /the export was broken off/],
    [
      "with fewer lines than its last one says",
      [header, { type: "end", lines: 1 }],
      /has 0 lines, and its last says 1/,
    ],
    [
      "that goes on after it",
      [header, { type: "end", lines: 0 }, entry],
      /line 3 stands after the file's end/,
    ],
    ["without a header", [entry, { type: "end", lines: 1 }], /line 1 is no header/],
  ])("exits 2 for a file %s", (_what, lines, message) => {
    const ran = run(put("broken.jsonl", ...lines), "--keys", keys);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(message);
  });

  it("exits 1 when there is nothing to verify, 2 without its arguments", () => {
    expect(run(exported("empty.jsonl", header), "--keys", keys).code).toBe(1);
    expect(run(keys).code).toBe(2);
    expect(run("missing.jsonl", "--keys", keys).code).toBe(2);
  });
});

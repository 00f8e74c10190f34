// Verifies one chain: each entry's hash, each link, each checkpoint and its signature. The same findings by the same
// names as genesis.audit_verify, but for what only the database knows (its head, its triggers), and with signatures.
import { type Checkpoint, type Entry, entryHash, NO_HASH, signedAt } from "./format.ts";
import type { CheckSignature } from "./keys.ts";

export interface Verdict {
  readonly workspace_id: string;
  readonly ok: boolean;
  readonly entries: number;
  readonly first_bad_seq: number | null;
  readonly problem: string | null;
  /** The last entry that a good signature covers; null: nothing is signed. */
  readonly signed_through: number | null;
  /**
   * A checkpoint kept elsewhere of entries that the file has not: of another chain than it says it holds, or after its
   * last, signed after it was exported, or so it says.
   */
  readonly later: { readonly seq: number; readonly signed_at: string } | null;
}

export const PROBLEMS: Readonly<Record<string, string>> = {
  missing: "an entry with this number is not there",
  changed: "the entry's fields do not give its hash",
  replaced: "the entry is not the one that its neighbours remember",
  cut_off: "a checkpoint remembers entries from this number on, and they are not there",
  recomputed: "a checkpoint remembers another hash: the chain was recomputed at or before this entry",
  checkpoint_altered: "the checkpoint's fields differ from the statement that was signed",
  bad_signature: "the checkpoint's signature is not of the key that it names",
  unknown_key: "none of the given keys is the one that the checkpoint names",
  unsigned_start: "the file begins in the middle of the chain, and no signed checkpoint is there",
};

type Finding = readonly [seq: number, problem: string];

function says(checkpoint: Checkpoint): boolean {
  const [version, workspace, seq, hash, count, , ...more] = checkpoint.statement.split("\n");
  return (
    version === "genesis-audit-checkpoint-v1" &&
    workspace === checkpoint.workspace_id &&
    seq === String(checkpoint.seq) &&
    hash === checkpoint.hash &&
    count === String(checkpoint.count) &&
    !Number.isNaN(signedAt(checkpoint)) &&
    more.length === 0
  );
}

/** A broken link accuses the entry that its successor does not remember, unless that successor is itself unsound. */
function linkFindings(entries: readonly Entry[], startHash: string): Finding[] {
  const intact = entries.map((entry) => entryHash(entry) === entry.hash);
  const attached = entries.map((entry, i) => {
    const next = entries[i + 1];
    return !next || next.seq !== entry.seq + 1 || next.prev_hash === entry.hash;
  });
  return entries.flatMap((entry, i): Finding[] => {
    const former = entries[i - 1];
    if (former && entry.seq === former.seq) return [[entry.seq, "replaced"]]; // twice in the file
    if (former && entry.seq !== former.seq + 1) return [[former.seq + 1, "missing"]];
    const follows = entry.prev_hash === (former ? former.hash : startHash);
    if (!intact[i]) return [[entry.seq, "changed"]];
    const nextSound = i + 1 >= entries.length || (intact[i + 1] && attached[i + 1]);
    const replaced = (!attached[i] && (!follows || nextSound)) || (!follows && !former);
    return replaced ? [[entry.seq, "replaced"]] : [];
  });
}

function checkpointFindings(
  byNumber: ReadonlyMap<number, Entry>,
  checkpoints: readonly Checkpoint[],
  check: CheckSignature,
): { findings: Finding[]; good: Checkpoint[] } {
  const findings: Finding[] = [];
  const good: Checkpoint[] = [];
  for (const checkpoint of checkpoints) {
    const signature = check(checkpoint);
    if (signature !== "good")
      findings.push([checkpoint.seq, signature === "bad" ? "bad_signature" : signature]);
    else if (!says(checkpoint)) findings.push([checkpoint.seq, "checkpoint_altered"]);
    else {
      good.push(checkpoint);
      const entry = byNumber.get(checkpoint.seq);
      if (entry && entry.hash !== checkpoint.hash) findings.push([checkpoint.seq, "recomputed"]);
    }
  }
  return { findings, good };
}

/** Where the file begins: at entry 1, or after a checkpoint that is signed (a later segment, an export in parts). */
function start(first: number | undefined, good: readonly Checkpoint[]): { seq: number; hash?: string } {
  if (first === undefined || first === 1) return { seq: 0, hash: NO_HASH };
  const anchor = good.find((checkpoint) => checkpoint.seq === first - 1);
  return { seq: first - 1, ...(anchor ? { hash: anchor.hash } : {}) };
}

/** Of those signed after the export only what lies beyond the file's end is left out of the judgement, and told. */
function furthest(later: readonly Checkpoint[]): Verdict["later"] {
  const [far] = [...later].sort((a, b) => b.seq - a.seq);
  return far ? { seq: far.seq, signed_at: new Date(signedAt(far)).toISOString() } : null;
}

/** What is known of one chain: the file's own lines, and copies of checkpoints that were kept elsewhere. */
export interface Chain {
  readonly entries: readonly Entry[];
  readonly checkpoints: readonly Checkpoint[];
  readonly copies?: readonly Checkpoint[];
}

/** `heldUntil`, in milliseconds: copies signed later may speak of what the file cannot have. Its own word: nobody signed it. */
export function verifyChain(
  workspaceId: string,
  lines: Chain,
  check: CheckSignature,
  heldUntil = Number.POSITIVE_INFINITY,
): Verdict {
  const entries = [...lines.entries].sort((a, b) => a.seq - b.seq);
  const byNumber = new Map(entries.map((entry) => [entry.seq, entry]));
  const copies = new Set(lines.copies);
  const { findings, good } = checkpointFindings(byNumber, [...lines.checkpoints, ...copies], check);
  const from = start(entries[0]?.seq, good);
  if (from.hash === undefined) {
    findings.push([from.seq + 1, "unsigned_start"]);
  }
  findings.push(...linkFindings(entries, from.hash ?? entries[0]?.prev_hash ?? NO_HASH));
  const last = entries.at(-1)?.seq ?? from.seq;
  const beyond = good.filter(({ seq }) => seq > last);
  const later = beyond.filter((checkpoint) => copies.has(checkpoint) && signedAt(checkpoint) > heldUntil);
  if (beyond.length > later.length) findings.push([last + 1, "cut_off"]);
  const through = Math.max(0, ...good.map(({ seq }) => seq).filter((seq) => seq <= last));
  const [first] = findings.sort((a, b) => a[0] - b[0]);
  return {
    workspace_id: workspaceId,
    ok: first === undefined,
    entries: entries.length,
    first_bad_seq: first?.[0] ?? null,
    problem: first?.[1] ?? null,
    signed_through: through || null,
    later: furthest(later),
  };
}

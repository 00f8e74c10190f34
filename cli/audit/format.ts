// The lines of an exported audit log, and the hash of an entry. docs/audit.md states the format; nothing here asks
// the database anything. Only Node's own modules, so that an auditor can run it anywhere.
import { createHash } from "node:crypto";

/** `metadata` is the exact text that was hashed, not a parsed object; hashes are lower-case hex of SHA-256. */
export interface Entry {
  readonly type: "entry";
  readonly workspace_id: string;
  readonly seq: number;
  readonly workspace_name: string | null;
  readonly actor_id: string;
  readonly actor_email: string | null;
  readonly action: string;
  readonly reason: string | null;
  readonly metadata: string;
  readonly created_at: string;
  readonly prev_hash: string;
  readonly hash: string;
}

/** What was signed is `statement`; the other fields repeat it. */
export interface Checkpoint {
  readonly type: "checkpoint";
  readonly workspace_id: string;
  readonly seq: number;
  readonly hash: string;
  readonly count: number;
  readonly kid: string;
  readonly signature: string;
  readonly statement: string;
}

/** The file's first line. `chains`: "all" when the export asked for every chain. */
export interface Header {
  readonly type: "header";
  readonly format: "genesis-audit-v1";
  readonly exported_at: string;
  readonly chains: "all" | readonly string[];
}

/** The file's last line: how many lines stand between the header and it. Without it the export was broken off. */
export interface End {
  readonly type: "end";
  readonly lines: number;
}

export type Line = Entry | Checkpoint | Header | End;

export const NO_HASH = "00".repeat(32);
/** The chain of acts without a workspace. */
export const NO_CHAIN = "00000000-0000-0000-0000-000000000000";

const netstring = (value: string | null): string =>
  value === null ? "-," : `${Buffer.byteLength(value)}:${value},`;

/** SHA-256 over the previous hash and the fields as netstrings, lower-case hex. */
export function entryHash(entry: Entry): string {
  const fields = [
    "genesis-audit-v1",
    entry.workspace_id,
    String(entry.seq),
    entry.workspace_name,
    entry.actor_id,
    entry.actor_email,
    entry.action,
    entry.reason,
    entry.metadata,
    entry.created_at,
  ];
  const hash = createHash("sha256").update(Buffer.from(entry.prev_hash, "hex"));
  return hash.update(fields.map(netstring).join("")).digest("hex");
}

const ENTRY_TEXTS = [
  "workspace_id",
  "actor_id",
  "action",
  "metadata",
  "created_at",
  "prev_hash",
  "hash",
] as const;
const ENTRY_MAY_LACK = ["workspace_name", "actor_email", "reason"] as const;
const CHECKPOINT_TEXTS = ["workspace_id", "hash", "kid", "signature", "statement"] as const;

function parse(text: string): Record<string, unknown> {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    // said below
  }
  if (line === null || typeof line !== "object") throw new Error("is no JSON object");
  return line as Record<string, unknown>;
}

/** Reads one line of the file; throws with what is wrong with it. */
export function readLine(text: string): Line {
  const line = parse(text);
  if (line.type === "header") {
    if (line.format !== "genesis-audit-v1") throw new Error(`has the unknown format ${String(line.format)}`);
    if (line.chains !== "all" && !Array.isArray(line.chains)) throw new Error("has no chains");
    if (Number.isNaN(Date.parse(String(line.exported_at)))) throw new Error("has no time exported_at");
    return line as unknown as Header;
  }
  if (line.type === "end") {
    if (!Number.isSafeInteger(line.lines)) throw new Error("has no number lines");
    return line as unknown as End;
  }
  if (line.type !== "entry" && line.type !== "checkpoint")
    throw new Error("is no header, entry, checkpoint or end");
  const texts = line.type === "entry" ? ENTRY_TEXTS : CHECKPOINT_TEXTS;
  const wrong = texts.find((name) => typeof line[name] !== "string");
  if (wrong) throw new Error(`has no text ${wrong}`);
  const odd =
    line.type === "entry" &&
    ENTRY_MAY_LACK.find((name) => line[name] !== null && typeof line[name] !== "string");
  if (odd) throw new Error(`has neither a text nor null as ${odd}`);
  if (!Number.isSafeInteger(line.seq)) throw new Error("has no number seq");
  return line as unknown as Line;
}

/** When a checkpoint was signed, as milliseconds; NaN when its statement does not say. */
export const signedAt = (checkpoint: Checkpoint): number =>
  Date.parse(checkpoint.statement.split("\n")[5] ?? "");

/** Checkpoints from a file of copies: each line a checkpoint, or what AUDIT_CHECKPOINT_URL was sent. */
export function readCopies(text: string): Checkpoint[] {
  const parsed = parse(text) as { checkpoints?: object[] };
  return (parsed.checkpoints ?? [parsed]).map(
    (copy) => readLine(JSON.stringify({ ...copy, type: "checkpoint" })) as Checkpoint,
  );
}

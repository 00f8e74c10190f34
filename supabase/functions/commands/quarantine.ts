// What an unfreeze's own transaction left of a quarantine, a second of it a call, until nothing is left.
import type { Rpc } from "../_shared/db/client.ts";
import { databaseCauseOf } from "../_shared/errors/mod.ts";
import type { LoopClock } from "../_shared/queue-loop.ts";

export interface QuarantineDatabase {
  /** Workspaces that are open and have something left. */
  due(): Promise<string[]>;
  /** Applies about a second's worth in a transaction of its own; `more`: there is still something left. */
  drain(workspaceId: string): Promise<{ applied: number; more: boolean }>;
}

export interface QuarantineNote {
  workspace_id: string;
  action: "apply_quarantine";
  outcome: "done" | "retry";
  applied: number;
  ms: number;
  /** Why not: the SQLSTATE, never the database's sentence, which may quote an item. */
  cause?: string;
}

/** Cron calls every minute; an invocation ends before the next one begins. */
const LIFE_MS = 50_000;

export const createQuarantineDatabase = (rpc: Rpc): QuarantineDatabase => ({
  due: () => rpc("quarantine_due", {}),
  drain: (p_workspace_id) => rpc("quarantine_drain", { p_workspace_id }),
});

/** Each call is one invocation: every workspace in turn, so that a large one keeps no other waiting. */
export function createQuarantineDrain(
  db: QuarantineDatabase,
  clock: LoopClock,
  note: (line: QuarantineNote) => void,
): () => Promise<void> {
  /** False when this workspace is done with, for this invocation. */
  async function turn(workspace_id: string): Promise<boolean> {
    const started = clock.now();
    const told = (outcome: QuarantineNote["outcome"], applied: number, cause?: string): void =>
      note({ workspace_id, action: "apply_quarantine", outcome, applied, ms: clock.now() - started, cause });
    try {
      const { applied, more } = await db.drain(workspace_id);
      if (applied > 0) told("done", applied);
      return more;
    } catch (error) {
      // A lock that somebody holds, or a database that is busy: the next invocation goes on, and the others' turn comes.
      told("retry", 0, databaseCauseOf(error) ?? (error instanceof Error ? error.name : "?"));
      return false;
    }
  }
  return async () => {
    const end = clock.now() + LIFE_MS;
    for (let left = await db.due(); left.length > 0; ) {
      const next: string[] = [];
      for (const workspaceId of left) {
        if (clock.now() >= end) return;
        if (await turn(workspaceId)) next.push(workspaceId);
      }
      left = next;
    }
  };
}

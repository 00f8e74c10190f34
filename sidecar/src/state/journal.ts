// Commands: the fence that nothing old passes, and the first result of each, kept across restarts.
import { type Databases, inTransaction } from "./database.ts";

export interface Ticket {
  readonly command_id: string;
  readonly action: string;
  readonly epoch: number;
  readonly seq: number;
  /** HMAC over action and payload: the same command again has the same, however it was sealed. */
  readonly payload_mac: string;
}

export type Admission =
  | { readonly kind: "run" }
  | { readonly kind: "repeat"; readonly result: string }
  | { readonly kind: "refused"; readonly code: "stale_epoch" | "replayed" };

export interface Journal {
  /**
   * Admits a command, raising the fence, or answers from memory. A command that was begun and not finished (a
   * crash, or a retryable failure) runs again in its own epoch: every action adopts what it finds.
   */
  admit(ticket: Ticket): Admission;
  finish(command_id: string, result: string): void;
  /** The highest epoch that was admitted. */
  epoch(): number;
  /** Genesis had all workflows switched off, and has let none come since: it is frozen, for all that is known here. */
  isStopped(): boolean;
  /** Forgets what finished before that time (ms); the fence still refuses it. */
  forget(before: number): void;
  /** Forgets everything, the fence too: only for a sidecar that changes its workspace. */
  reset(): void;
}

/** What switches all of them off, as a freeze does; and what lets workflows come again. */
const STOPS = ["DEACTIVATE_ALL_WORKFLOWS", "STOP_EXECUTIONS"];
const GOES = ["DEPLOY_WORKFLOW", "ACTIVATE_WORKFLOW", "ACTIVATE_WORKFLOWS"];

interface CommandRow {
  epoch: number;
  payload_mac: string;
  result: string | null;
}

const refused = (code: "stale_epoch" | "replayed"): Admission => ({ kind: "refused", code });

export function createJournal(
  { synced: db, quick }: Omit<Databases, "close">,
  now: () => number = Date.now,
): Journal {
  const find = db.prepare("select epoch, payload_mac, result from commands where command_id = ?");
  const fence = db.prepare("select epoch, seq from fence");
  const raise = db.prepare("update fence set epoch = ?, seq = ?");
  const begin = db.prepare(
    "insert into commands (command_id, epoch, seq, action, payload_mac, started_at) values (?, ?, ?, ?, ?, ?)",
  );
  const finish = quick.prepare("update commands set result = ?, finished_at = ? where command_id = ?");
  const lastWord = `select command_id, action from commands
    where action in (select value from json_each('${JSON.stringify([...STOPS, ...GOES])}'))
    order by epoch desc, seq desc limit 1`;
  const word = db.prepare(lastWord);
  // A freeze may last longer than results are kept.
  const forget = quick.prepare(`delete from commands where started_at < ? and result is not null
    and command_id is not (select command_id from (${lastWord}))`);
  const highest = () => fence.get() as { epoch: number; seq: number };

  return {
    admit: (ticket) =>
      inTransaction(db, (): Admission => {
        const known = find.get(ticket.command_id) as CommandRow | undefined;
        const top = highest();
        const isLater = ticket.epoch > top.epoch || (ticket.epoch === top.epoch && ticket.seq > top.seq);
        if (known) {
          if (known.payload_mac !== ticket.payload_mac) return refused("replayed");
          if (known.result !== null) return { kind: "repeat", result: known.result };
          if (ticket.epoch < top.epoch) return refused("stale_epoch");
          if (isLater) raise.run(ticket.epoch, ticket.seq);
          return { kind: "run" };
        }
        if (ticket.epoch < top.epoch) return refused("stale_epoch");
        if (!isLater) return refused("replayed");
        raise.run(ticket.epoch, ticket.seq);
        begin.run(ticket.command_id, ticket.epoch, ticket.seq, ticket.action, ticket.payload_mac, now());
        return { kind: "run" };
      }),
    finish: (command_id, result) => void finish.run(result, now(), command_id),
    epoch: () => highest().epoch,
    isStopped: () => STOPS.includes((word.get() as { action: string } | undefined)?.action ?? ""),
    forget: (before) => void forget.run(before),
    reset: () =>
      inTransaction(db, () => {
        db.exec("delete from commands");
        raise.run(-1, -1);
      }),
  };
}

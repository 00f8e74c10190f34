// Node events between n8n's hook and Genesis: kept until Genesis has them, bounded, numbered once and for all.
import { type DatabaseSync, inTransaction } from "./database.ts";

export interface Waiting {
  readonly seq: number;
  readonly body: string;
}

export interface Outbox {
  /** Keeps the bodies of one source numbered from `first` on; what was heard before is left out. */
  add(source: string, first: number, bodies: readonly (string | undefined)[]): void;
  next(max: number): readonly Waiting[];
  /** Forgets these: Genesis has them, or refuses them for good. */
  done(seqs: readonly number[]): void;
  size(): number;
  /** How many were lost because Genesis was away for too long. */
  dropped(): number;
}

/** About 25 MB on disk. */
export const OUTBOX_LIMIT = 100_000;

export function createOutbox(db: DatabaseSync, limit = OUTBOX_LIMIT): Outbox {
  const heard = db.prepare("select heard from event_sources where source = ?");
  const hear = db.prepare(
    "insert into event_sources (source, heard, at) values (?, ?, ?) " +
      "on conflict (source) do update set heard = excluded.heard, at = excluded.at",
  );
  const oldSources = db.prepare("delete from event_sources where at < ?");
  const insert = db.prepare("insert into node_events (body) values (?)");
  const count = db.prepare("select count(*) as n from node_events");
  const oldest = db.prepare(
    "delete from node_events where seq in (select seq from node_events order by seq limit ?)",
  );
  const next = db.prepare("select seq, body from node_events order by seq limit ?");
  const remove = db.prepare("delete from node_events where seq in (select value from json_each(?))");
  let dropped = 0;
  const size = () => (count.get() as { n: number }).n;

  return {
    add: (source, first, bodies) =>
      inTransaction(db, () => {
        const before = (heard.get(source) as { heard: number } | undefined)?.heard ?? 0;
        bodies.forEach((body, index) => {
          if (first + index > before && body !== undefined) insert.run(body);
        });
        const last = first + bodies.length - 1;
        if (last > before) hear.run(source, last, Date.now());
        oldSources.run(Date.now() - 7 * 86_400_000);
        const over = size() - limit;
        if (over <= 0) return;
        oldest.run(over);
        dropped += over;
      }),
    next: (max) => next.all(max) as unknown as Waiting[],
    done: (seqs) => void remove.run(JSON.stringify(seqs)),
    size,
    dropped: () => dropped,
  };
}

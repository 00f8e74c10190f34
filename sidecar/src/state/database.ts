// The sidecar's memory: node:sqlite, because the fence and the journal of a command must change together or not
// at all, and node events come in by the hundred: with files of JSON both would need a log, a checkpoint and a
// recovery of their own.
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export type { DatabaseSync };

const SCHEMA = `
create table if not exists meta (key text primary key, value text not null) strict;
-- The highest epoch and seq that was admitted.
create table if not exists fence (one integer primary key check (one = 1), epoch integer not null, seq integer not null) strict;
insert or ignore into fence values (1, -1, -1);
-- result is null while a command runs, and after a crash in it.
create table if not exists commands (
  command_id text primary key, epoch integer not null, seq integer not null, action text not null,
  payload_mac text not null, result text, started_at integer not null, finished_at integer) strict;
create index if not exists commands_by_age on commands (started_at);
-- What was made here for a row of genesis.workflow_map. A hint: the truth is in the engine.
create table if not exists objects (
  map_id text primary key, kind text not null, n8n_id text not null, hash text) strict;
create index if not exists objects_by_n8n_id on objects (kind, n8n_id);
-- Node events on their way to Genesis; seq never comes twice, not after a deletion either.
create table if not exists node_events (seq integer primary key autoincrement, body text not null) strict;
-- How far each run of the engine's hook was heard.
create table if not exists event_sources (source text primary key, heard integer not null, at integer not null) strict;
`;

export interface Databases {
  /** Synced with each commit: the fence outlives a power cut. */
  readonly synced: DatabaseSync;
  /** The same file without waiting for the disk (some 3 ms a commit): outlives a killed process, and what a power
   * cut takes is found again, because every action adopts what it finds. */
  readonly quick: DatabaseSync;
  close(): void;
}

/** Opens, or makes, the database in this directory, which becomes its owner's alone (0700, file 0600). */
export function openDatabases(stateDir: string): Databases {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  chmodSync(stateDir, 0o700);
  const path = join(stateDir, "sidecar.db");
  const open = (synchronous: "full" | "normal"): DatabaseSync => {
    const db = new DatabaseSync(path);
    db.exec(`pragma busy_timeout = 2000; pragma journal_mode = wal; pragma synchronous = ${synchronous};`);
    return db;
  };
  const synced = open("full");
  chmodSync(path, 0o600);
  synced.exec(SCHEMA);
  const quick = open("normal");
  return {
    synced,
    quick,
    close() {
      quick.close();
      synced.close();
    },
  };
}

/** All of `work` or nothing. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("begin immediate");
  try {
    const result = work();
    db.exec("commit");
    return result;
  } catch (error) {
    db.exec("rollback");
    throw error;
  }
}

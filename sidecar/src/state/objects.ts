import type { DatabaseSync } from "./database.ts";

export type Kind = "workflow" | "credential";

export interface MadeObject {
  readonly map_id: string;
  readonly n8n_id: string;
  readonly hash: string | null;
}

/** What was made here, by map_id. A hint that saves a search, and the only trace of a workflow's content hash. */
export interface Objects {
  byMapId(kind: Kind, mapId: string): MadeObject | undefined;
  byEngineId(kind: Kind, n8nId: string): MadeObject | undefined;
  keep(kind: Kind, made: MadeObject): void;
  forget(kind: Kind, n8nId: string): void;
}

export function createObjects(db: DatabaseSync): Objects {
  const byMapId = db.prepare("select map_id, n8n_id, hash from objects where kind = ? and map_id = ?");
  const byEngineId = db.prepare("select map_id, n8n_id, hash from objects where kind = ? and n8n_id = ?");
  const keep = db.prepare(
    "insert into objects (kind, map_id, n8n_id, hash) values (?, ?, ?, ?) " +
      "on conflict (map_id) do update set n8n_id = excluded.n8n_id, hash = excluded.hash",
  );
  const forget = db.prepare("delete from objects where kind = ? and n8n_id = ?");
  return {
    byMapId: (kind, mapId) => byMapId.get(kind, mapId) as MadeObject | undefined,
    byEngineId: (kind, n8nId) => byEngineId.get(kind, n8nId) as MadeObject | undefined,
    keep: (kind, made) => void keep.run(kind, made.map_id, made.n8n_id, made.hash),
    forget: (kind, n8nId) => void forget.run(kind, n8nId),
  };
}

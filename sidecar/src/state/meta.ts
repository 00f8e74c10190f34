import type { DatabaseSync } from "./database.ts";

/** Single values: whose sidecar this is, and which keys of Genesis it trusts. */
export interface Meta {
  get(key: string): string | undefined;
  put(values: Readonly<Record<string, string>>): void;
}

export function createMeta(db: DatabaseSync): Meta {
  const read = db.prepare("select value from meta where key = ?");
  const write = db.prepare(
    "insert into meta select key, value from json_each(?) where true on conflict (key) do update set value = excluded.value",
  );
  return {
    get: (key) => (read.get(key) as { value: string } | undefined)?.value,
    put: (values) => void write.run(JSON.stringify(values)),
  };
}

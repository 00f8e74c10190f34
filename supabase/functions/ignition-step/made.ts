import type { MapRow } from "./ports.ts";

/** Logical id → n8n's id of what is known to be there. */
export const madeIds = (rows: MapRow[]): Record<string, string> =>
  Object.fromEntries(rows.flatMap(({ logical_id, n8n_id }) => (n8n_id ? [[logical_id, n8n_id]] : [])));

// From a posted cost or reservation to the item that SQL takes.
import {
  COST_FIELDS,
  type CostInput,
  costSchema,
  type Parsed,
  parseItem,
  RESERVE_FIELDS,
  type ReserveInput,
  reserveSchema,
} from "../_shared/contracts/mod.ts";
import { hashRunToken, type WithRunTokenHash } from "../_shared/ingest/mod.ts";

export type CostItem = WithRunTokenHash<CostInput>;
export type ReserveItem = WithRunTokenHash<ReserveInput>;

/**
 * Judges one cost. One without a key gets a random one: a call whose answer was lost is sent again from here, and
 * must not count twice.
 */
export function parseCost(raw: unknown): Parsed<CostItem> {
  const parsed = parseItem(costSchema, COST_FIELDS, raw);
  if (!parsed.ok) return parsed;
  const idempotency_key = parsed.item.idempotency_key ?? `auto:${crypto.randomUUID()}`;
  return { ...parsed, item: hashRunToken({ ...parsed.item, idempotency_key }) };
}

/** Judges one reservation. */
export function parseReserve(raw: unknown): Parsed<ReserveItem> {
  const parsed = parseItem(reserveSchema, RESERVE_FIELDS, raw);
  return parsed.ok ? { ...parsed, item: hashRunToken(parsed.item) } : parsed;
}

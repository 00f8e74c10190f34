// From a posted event to the item that genesis.ingest_events takes.
import { sha256Hex } from "../_shared/auth/mod.ts";
import {
  EVENT_FIELDS,
  type EventInput,
  eventSchema,
  isObject,
  type OptOutInput,
  optOutSchema,
  type Parsed,
  parseItem,
  parseLeniently,
} from "../_shared/contracts/mod.ts";
import { hashRunToken, type WithRunTokenHash } from "../_shared/ingest/mod.ts";

export type EventItem = WithRunTokenHash<EventInput>;

/** The address decides an opt-out, unless the lead or the message does. */
const decidesOptOut = (path: string, given: Record<string, unknown>): boolean =>
  path === "contact_email" && given.lead_id === undefined && given.message_id === undefined;

/** Always the same for the same opt-out, and for no other: a retried node must not meet a conflict. */
const optOutKey = (e: OptOutInput): string => {
  const about = [e.contact_email, e.lead_id, e.message_id, e.campaign_id, e.campaign, e.email_number];
  return `opt_out:${sha256Hex(JSON.stringify(about))}`;
};

function parseOptOut(raw: Record<string, unknown>): Parsed<EventInput> {
  const parsed = parseLeniently(optOutSchema, EVENT_FIELDS, raw, decidesOptOut);
  if (!parsed.ok) return parsed;
  return {
    ...parsed,
    item: { ...parsed.item, idempotency_key: parsed.item.idempotency_key ?? optOutKey(parsed.item) },
  };
}

/** Judges one event. An opt-out is sacred: only not knowing whom it is about can make it fail. */
export function parseEvent(raw: unknown): Parsed<EventItem> {
  const parsed =
    isObject(raw) && raw.event_type === "opt_out"
      ? parseOptOut(raw)
      : parseItem(eventSchema, EVENT_FIELDS, raw);
  return parsed.ok ? { ...parsed, item: hashRunToken(parsed.item) } : parsed;
}

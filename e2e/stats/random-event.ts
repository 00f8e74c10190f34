import { randomInt, randomUUID } from "node:crypto";
import type { Json } from "../support/http.ts";

const DAY_MS = 86_400_000;
const TYPES = [
  "sent",
  "delivered",
  "opened",
  "opened",
  "clicked",
  "replied",
  "bounced",
  "complained",
  "failed",
] as const;
const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T;

/** One of so many events in all: any event of any message, on any of ten days, late ones and repeated opens among them. */
export function randomEvent(campaigns: readonly string[], events: number): Json {
  const message = randomInt(Math.max(50, events / 4));
  return {
    event_type: pick(TYPES),
    idempotency_key: randomUUID(),
    contact_email: `lead${message}@prospects.test`,
    message_id: randomInt(10) > 0 ? `<${message}@acme.test>` : undefined,
    provider: pick(["smtp", "graph", undefined]),
    campaign_id: campaigns[message % (campaigns.length + 1)],
    campaign: randomInt(20) === 0 ? "Nobody's" : undefined,
    email_number: 1 + (message % 3),
    event_ts: new Date(Date.now() - randomInt(randomInt(3) === 0 ? 10 * DAY_MS : DAY_MS)).toISOString(),
    is_test: randomInt(30) === 0,
  };
}

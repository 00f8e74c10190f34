// What n8n posts, with sensible values for what a test does not care about.
import { randomUUID } from "node:crypto";
import type { Json } from "./http.ts";

let made = 0;

/** An address that no other test uses. */
export const anAddress = (): string => `lead${++made}-${randomUUID().slice(0, 8)}@prospects.test`;

export const anEvent = (more: Json = {}): Json => ({
  event_type: "sent",
  idempotency_key: randomUUID(),
  contact_email: anAddress(),
  ...more,
});

export const aCost = (more: Json = {}): Json => ({
  provider: "openai",
  model: "gpt-4o-mini",
  cost_usd: 0.01,
  idempotency_key: randomUUID(),
  ...more,
});

export const anEstimate = (more: Json = {}): Json => ({
  provider: "openai",
  model: "gpt-4o-mini",
  estimate_usd: 0.01,
  idempotency_key: randomUUID(),
  ...more,
});

/** The machine routes that take an item, and a good one for each. */
export const MACHINE_ROUTES = [
  { path: "/events", item: anEvent },
  { path: "/cost-events", item: aCost },
  { path: "/cost-events/reserve", item: anEstimate },
] as const;

export const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));

/** How many answers had which status: { 200: 20, 402: 180 }. */
export function tally(answers: readonly { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

import { describe, expect, it } from "vitest";
import { anEvent, tally, times } from "../support/items.ts";
import { createWorld } from "../support/world.ts";

const world = createWorld();

describe("one bad row in a batch", () => {
  it("is that row's own 400; the others are stored, in order", async () => {
    const own = await world.workspace();
    const bad = [
      7,
      null,
      "x",
      [],
      {},
      anEvent({ event_type: "?" }),
      anEvent({ contact_email: "\ud800@x.test" }),
    ];
    const good = times(20, () => anEvent());
    const events = [...good.slice(0, 10), ...bad, ...good.slice(10)];
    const answer = await world.post("/events", own, { events });
    const results = answer.json.results as { status: number; fields?: unknown[]; event_id?: string }[];
    expect(tally(results)).toEqual({ 200: 20, 400: bad.length });
    expect(results.slice(10, 10 + bad.length).every((r) => r.status === 400 && r.fields?.length)).toBe(true);
    const rows = await world.sql`
      select id, idempotency_key as key from public.email_events where workspace_id = ${own.id}`;
    const keyOf = new Map(rows.map((r) => [r.id, r.key]));
    const ids = results.filter((r) => r.status === 200).map((r) => keyOf.get(r.event_id));
    expect(ids).toEqual(good.map((e) => e.idempotency_key));
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anAddress, anEvent, tally, times } from "../support/items.ts";
import { createWorld } from "../support/world.ts";

const world = createWorld();
const SPOILT = anAddress();
const CALLERS = 64;

// The database refuses one address, which no schema knows: a mistake of ours, or a constraint newer than the function.
beforeAll(async () => {
  await world.sql.unsafe(`
    create schema e2e_s15;
    create function e2e_s15.refuse() returns trigger language plpgsql set search_path = '' as $$
    begin raise exception 'not this one' using errcode = '22023'; end $$;
    grant usage on schema e2e_s15 to genesis_machine;
    create trigger e2e_s15 before insert on public.email_events for each row
      when (new.contact_email = '${SPOILT}') execute function e2e_s15.refuse();`);
});
afterAll(async () => {
  await world.sql.unsafe("drop trigger e2e_s15 on public.email_events; drop schema e2e_s15 cascade;");
});

describe("S15 64 callers, one of whose items the database refuses", () => {
  it("S15 singles: 63 × 200, 1 × 400, and what was answered 200 is stored", async () => {
    const workspace = await world.workspace();
    const events = times(CALLERS, (i) => anEvent(i === 17 ? { contact_email: SPOILT } : {}));
    const answers = await Promise.all(events.map((event) => world.post("/events", workspace, event)));
    expect(tally(answers)).toEqual({ 200: CALLERS - 1, 400: 1 });
    expect(answers[17]).toMatchObject({ status: 400, json: { code: "data_rejected" } });
    expect(answers[17]?.text).not.toContain("not this one");
    expect(await world.count("public.email_events", workspace)).toBe(CALLERS - 1);
  });

  it("S15 in a batch only that item fails", async () => {
    const workspace = await world.workspace();
    const events = times(100, (i) => anEvent(i === 71 ? { contact_email: SPOILT } : {}));
    const answer = await world.post("/events", workspace, { events });
    expect(answer.status).toBe(200);
    const results = answer.json.results as { status: number }[];
    expect(tally(results)).toEqual({ 200: 99, 400: 1 });
    expect(results[71]).toMatchObject({ status: 400, code: "data_rejected" });
    expect(await world.count("public.email_events", workspace)).toBe(99);
  });

  it("S15 callers of other workspaces in the same call are not touched", async () => {
    const workspaces = await Promise.all(times(4, () => world.workspace()));
    const answers = await Promise.all(
      times(CALLERS, (i) => {
        const event = anEvent(i === 0 ? { contact_email: SPOILT } : {});
        return world.post("/events", workspaces[i % 4] as (typeof workspaces)[0], event);
      }),
    );
    expect(tally(answers)).toEqual({ 200: CALLERS - 1, 400: 1 });
    const counts = await Promise.all(workspaces.map((w) => world.count("public.email_events", w)));
    expect(counts).toEqual([15, 16, 16, 16]);
  });
});

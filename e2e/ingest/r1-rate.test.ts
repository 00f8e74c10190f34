import { describe, expect, it } from "vitest";
import { anAddress, anEvent, tally, times } from "../support/items.ts";
import { createWorld } from "../support/world.ts";

const world = createWorld();

describe("R1 rate limits", () => {
  it("R1 3,000 requests on one token: 429 with Retry-After for the excess, an opt_out among them is taken", async () => {
    const workspace = await world.workspace();
    const headers = { "x-webhook-token": workspace.token };
    // From ten addresses, so that the workspace's bucket (2,000, and 200 more a second) is the one that empties.
    const callers = times(10, () => world.caller());
    const optOut = { event_type: "opt_out", contact_email: anAddress() };
    const started = performance.now();
    const answers = await Promise.all(
      times(3000, (i) => {
        const event = i === 2990 ? optOut : anEvent();
        const caller = callers[i % 10] as (typeof callers)[0];
        return caller.send("/events", { headers, body: { workspace_id: workspace.id, ...event } });
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const counts = tally(answers);
    console.log(`R1: ${JSON.stringify(counts)} in ${seconds.toFixed(2)} s`);

    expect((counts[200] ?? 0) + (counts[429] ?? 0)).toBe(3000);
    expect(counts[200]).toBeGreaterThanOrEqual(2000);
    expect(counts[200]).toBeLessThanOrEqual(2001 + 200 * seconds);
    const refused = answers.filter((a) => a.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers: h, json } of refused) {
      expect(h["retry-after"]).toMatch(/^[1-9]\d*$/);
      expect(json.code).toBe("rate_limited");
    }
    // What was refused is not stored; what was answered 200 is.
    expect(await world.count("public.email_events", workspace)).toBe(counts[200]);

    expect(answers[2990]?.status).toBe(200);
    const [contact] = await world.sql`
      select status from public.contacts where workspace_id = ${workspace.id} and email = ${optOut.contact_email}`;
    expect(contact).toEqual({ status: "opted_out" });
  });

  it("R1 one address over its own limit is refused though the workspace has room; another address is not", async () => {
    const workspace = await world.workspace();
    const headers = { "x-webhook-token": workspace.token };
    const [one, other] = [world.caller(), world.caller()];
    const send = (caller: typeof one) =>
      caller.send("/events", { headers, body: { workspace_id: workspace.id, ...anEvent() } });
    const counts = tally(await Promise.all(times(1200, () => send(one))));
    expect(counts[200]).toBeGreaterThanOrEqual(500);
    expect(counts[429]).toBeGreaterThan(0);
    expect((await send(other)).status).toBe(200);
  });

  it("R1 guessing tokens is charged to the address that guesses", async () => {
    const workspace = await world.workspace();
    const guesser = world.caller();
    const send = (token: string) =>
      guesser.send("/events", {
        headers: { "x-webhook-token": token },
        body: { workspace_id: workspace.id, ...anEvent() },
      });
    expect(tally(await Promise.all(times(1000, () => send("0".repeat(64)))))).toEqual({ 401: 1000 });
    const counts = tally(await Promise.all(times(100, () => send(workspace.token))));
    expect(counts[429]).toBeGreaterThan(0);
  });
});

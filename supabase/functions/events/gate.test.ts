import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { event, make, mine, real, send, stored } from "./testing.ts";

describe("the gate", () => {
  it("S1: a wrong token, another workspace's, none, and an unknown workspace are the same 401", async () => {
    const other = await real.workspace();
    const before = await stored();
    const answers = await Promise.all([
      send({ workspace_id: mine.id, ...event() }, "wrong"),
      send({ workspace_id: mine.id, ...event() }, other.token),
      send({ workspace_id: mine.id, ...event() }, ""),
      send({ workspace_id: mine.id, ...event() }, "x".repeat(5_000)),
      send({ workspace_id: randomUUID(), ...event() }),
      send({ workspace_id: mine.id, ...event({ event_type: "bad" }) }, "wrong"),
      send({ workspace_id: mine.id, events: 7 }, "wrong"),
    ]);
    for (const { status, body } of answers) {
      expect({ status, ...body, request_id: "" }).toEqual({
        ...answers[0]?.body,
        status: 401,
        request_id: "",
      });
    }
    expect(await stored()).toBe(before);
  });

  it("S11: the global token counts only when allowed", async () => {
    const DASH_WEBHOOK_TOKEN = "the-global-token";
    const off = make({ DASH_WEBHOOK_TOKEN });
    const on = make({ DASH_WEBHOOK_TOKEN, ALLOW_GLOBAL_WEBHOOK_TOKEN: "true" });
    const body = { workspace_id: mine.id, ...event() };
    expect((await send(body, DASH_WEBHOOK_TOKEN, off)).status).toBe(401);
    expect((await send(body, DASH_WEBHOOK_TOKEN, on)).status).toBe(200);
    expect((await send(body, mine.token, on)).body).toMatchObject({ deduped: true });
    const audited = await real.sql`select count(*)::int from public.governance_audit_log
      where workspace_id = ${mine.id} and action = 'global_token_used'`;
    expect(audited[0]?.count).toBe(1);
  });

  it("S4: a frozen workspace is a 403, its events are kept in quarantine", async () => {
    const frozen = await real.workspace();
    await real.freeze(frozen.id);
    const events = [event(), event({ event_type: "opt_out" }), event({ event_type: "bad" })];
    const refused = await send({ workspace_id: frozen.id, events }, frozen.token);
    expect(refused).toMatchObject({
      status: 403,
      body: { error: "Workspace is frozen", code: "workspace_frozen" },
    });
    expect(await stored(frozen.id)).toBe(0);
    const kept =
      await real.sql`select is_opt_out from genesis.event_quarantine where workspace_id = ${frozen.id}`;
    expect(kept.map((row) => row.is_opt_out).sort()).toEqual([false, true]);
  });

  it("R1: beyond the rate a 429 with Retry-After, but opt-outs are taken", async () => {
    const via = make({}, `${real.address}9`.slice(0, 15));
    const busy = await real.workspace();
    const one = () => send({ workspace_id: busy.id, ...event() }, busy.token, via);
    const answers = await Promise.all(Array.from({ length: 900 }, one));
    const refused = answers.filter((a) => a.status === 429);
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([200, 429]));
    expect(refused.every((a) => Number(a.headers.get("retry-after")) >= 1)).toBe(true);
    const out = await send({ workspace_id: busy.id, ...event({ event_type: "opt_out" }) }, busy.token, via);
    expect(out).toMatchObject({ status: 200, body: { ok: true, deduped: false } });
    expect(await stored(busy.id)).toBe(answers.length - refused.length + 1);
  });
});

// Against the stack's PostgREST and PostgreSQL.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys } from "../_shared/auth/mod.ts";
import { readUnsubscribeLink } from "../_shared/auth/unsubscribe-link.ts";
import { type RealStack, realStack } from "../_shared/testing/real-stack.ts";
import { addLead, ask, makeWorker, type Sending, sendingWorkspace, UNSUBSCRIBE_URL } from "./testing.ts";

let real: RealStack;
let mine: Sending;
let worker: ReturnType<typeof makeWorker>;
beforeAll(async () => {
  real = realStack();
  mine = await sendingWorkspace(real);
  worker = makeWorker(real);
});
afterAll(() => real?.close());

describe("leave to send", () => {
  it("is given once, by lead or by address, with the message's own unsubscribe link", async () => {
    const lead_id = await addLead(real, mine, "ann@example.com");
    const first = await ask(worker, mine, [{ lead_id, first_name: "Ann" }], { step: 2 });
    expect(first).toMatchObject({ status: 200, body: { ok: true, results: [{ allow: true, lead_id }] } });
    const { permit_id, unsubscribe_url } = first.body.results?.[0] ?? {};
    const [row] = await real.sql`select * from public.send_permits where id = ${String(permit_id)}`;
    expect(row).toMatchObject({ lead_id, contact_email: "ann@example.com", step: 2, status: "open" });
    expect(row?.mailbox).toBe("me@example.com");
    expect(row?.expires_at - row?.granted_at).toBe(60_000);
    const signed = String(unsubscribe_url).slice(UNSUBSCRIBE_URL.length + 1);
    expect(await readUnsubscribeLink(createSigningKeys(real.settings), signed)).toEqual({
      workspace_id: mine.id,
      lead_id,
      campaign_id: mine.campaignId,
      email_number: 2,
    });
    const again = await ask(worker, mine, [{ email: " ANN@example.com" }], { step: 2 });
    expect(again.body.results).toEqual([
      { allow: false, lead_id, reason: "duplicate_step", permit_status: "open" },
    ]);
    expect((await ask(worker, mine, [{ lead_id }], { step: 3 })).body.results).toMatchObject([
      { allow: true },
    ]);
  });

  it("answers each lead in order, one twice in a request included", async () => {
    const lead_id = await addLead(real, mine, "twice@example.com");
    const { body } = await ask(worker, mine, [{ lead_id: randomUUID() }, { lead_id }, { lead_id }]);
    expect(body.results?.map((r) => r.reason ?? r.allow)).toEqual(["unknown_lead", true, "duplicate_step"]);
  });
});

describe("the whole request", () => {
  it("is refused for the caller before its body is judged", async () => {
    const frozen = await sendingWorkspace(real);
    await real.freeze(frozen.id);
    const lead = { lead_id: randomUUID() };
    expect(await ask(worker, mine, [lead], {}, "wrong")).toMatchObject({
      status: 401,
      body: { code: "invalid_token" },
    });
    expect((await ask(worker, mine, [], {}, frozen.token)).status).toBe(401);
    expect((await ask(worker, mine, [lead], {}, "")).status).toBe(401);
    for (const over of [{}, { step: 0 }])
      expect(await ask(worker, frozen, [lead], over)).toMatchObject({
        status: 403,
        body: { code: "workspace_frozen" },
      });
    const [{ n } = { n: -1 }] =
      await real.sql`select count(*)::int as n from public.send_permits where workspace_id = ${frozen.id}`;
    expect(n).toBe(0);
  });

  it.each([
    ["no lead", { leads: [] }, "leads"],
    ["eleven leads", { leads: Array.from({ length: 11 }, () => ({ lead_id: randomUUID() })) }, "leads"],
    [
      "a lead without a name",
      { leads: [{ lead_id: randomUUID() }, { first_name: "Ann", email: "" }] },
      "leads.1",
    ],
    ["a lead that is none", { leads: ["ann@example.com"] }, "leads.0"],
    ["a bad address", { leads: [{ email: "ann" }] }, "leads.0.email"],
    ["no step", { step: null }, "step"],
    ["step 21", { step: 21 }, "step"],
    ["no mailbox", { mailbox: "" }, "mailbox"],
    ["a campaign by name", { campaign_id: "Spring" }, "campaign_id"],
  ])("%s is a 400 that names the field", async (_, over, path) => {
    const { status, body } = await ask(worker, mine, [{ lead_id: randomUUID() }], over);
    expect([status, body.code]).toEqual([400, "invalid_field"]);
    expect(body.fields).toMatchObject([{ path }]);
  });

  it("of an unknown campaign is a 404, before ignition a 409", async () => {
    const lead = { lead_id: randomUUID() };
    expect((await ask(worker, mine, [lead], { campaign_id: randomUUID() })).status).toBe(404);
    const early = { ...(await real.workspace()), campaignId: randomUUID() };
    expect(await ask(worker, early, [lead])).toMatchObject({ status: 409, body: { code: "no_partition" } });
  });
});

// P3, against the stack's PostgREST and PostgreSQL.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys, type SigningKeys } from "../_shared/auth/mod.ts";
import { signTrackLink } from "../_shared/auth/track-link.ts";
import { signUnsubscribeLink } from "../_shared/auth/unsubscribe-link.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { type RealStack, realStack, settingsOf } from "../_shared/testing/real-stack.ts";
import { addLead, type Sending, sendingWorkspace } from "../send-permit/testing.ts";
import { createUnsubscribeHandler } from "./handler.ts";

let real: RealStack;
let mine: Sending;
let keys: SigningKeys;
beforeAll(async () => {
  real = realStack();
  mine = await sendingWorkspace(real);
  keys = createSigningKeys(real.settings);
});
afterAll(() => real?.close());

const make = (webUrl?: string, over: Record<string, string> = {}) =>
  createUnsubscribeHandler({
    rpc: createMachineRpc(settingsOf(real.stack, over)),
    keys,
    client: () => real.address,
    webUrl,
    log: () => {},
  });
const sign = (lead_id: string, over: Record<string, unknown> = {}) =>
  signUnsubscribeLink(keys, {
    workspace_id: mine.id,
    lead_id,
    campaign_id: mine.campaignId,
    email_number: 1,
    ...over,
  });
const ONE_CLICK = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "List-Unsubscribe=One-Click",
};
const ask = (signed: string, init: RequestInit = {}, via = make()) =>
  via(new Request(`http://functions.test/unsubscribe/${signed}`, init));
const suppressed = async (email: string) =>
  (
    await real.sql`select reason from public.suppressions where workspace_id = ${mine.id} and email = ${email}`
  ).length;
const optOuts = async (email: string) =>
  (
    await real.sql`select id from public.email_events where workspace_id = ${mine.id}
    and contact_email = ${email} and event_type = 'opt_out'`
  ).length;
let made = 0;
async function lead(): Promise<{ email: string; id: string; signed: string }> {
  const email = `p3-${++made}@example.com`;
  const id = await addLead(real, mine, email);
  return { email, id, signed: await sign(id) };
}

describe("P3 POST", () => {
  it("P3 suppresses at once, ends the lead's sequence, and a repeat changes nothing", async () => {
    const { email, signed, id } = await lead();
    for (let n = 0; n < 3; n++) {
      const response = await ask(signed, ONE_CLICK);
      expect([response.status, await response.json()]).toEqual([200, { ok: true, unsubscribed: true }]);
    }
    expect([await suppressed(email), await optOuts(email)]).toEqual([1, 1]);
    const [row] =
      await real.sql`select status from genesis.leads where workspace_id = ${mine.id} and id = ${id}`;
    expect(row?.status).toBe("opted_out");
  });

  it("P3 as multipart, and again after somebody lifted the suppression", async () => {
    const { email, signed } = await lead();
    const form = new FormData();
    form.set("List-Unsubscribe", "One-Click");
    expect((await ask(signed, { method: "POST", body: form })).status).toBe(200);
    await real.sql`delete from public.suppressions where workspace_id = ${mine.id} and email = ${email}`;
    expect((await ask(signed, ONE_CLICK)).status).toBe(200);
    expect(await suppressed(email)).toBe(1);
  });

  it.each(["", "List-Unsubscribe=Two-Click", '{"List-Unsubscribe":"One-Click"}', "x".repeat(9_000)])(
    "without the pair (%#) changes nothing",
    async (body) => {
      const { email, signed } = await lead();
      const response = await ask(signed, { ...ONE_CLICK, body });
      expect([400, 413]).toContain(response.status);
      expect([await suppressed(email), await optOuts(email)]).toEqual([0, 0]);
    },
  );

  it("of a lead whose row is gone suppresses the address that the permit went to", async () => {
    const [lead_id, email] = [randomUUID(), "gone@example.com"];
    await real.sql`insert into public.send_permits (workspace_id, lead_id, contact_email, campaign_id, step)
      values (${mine.id}, ${lead_id}, ${email}, ${mine.campaignId}, 1)`;
    expect((await ask(await sign(lead_id), ONE_CLICK)).status).toBe(200);
    expect(await suppressed(email)).toBe(1);
    expect((await ask(await sign(randomUUID()), ONE_CLICK)).status, "nobody knows whom").toBe(400);
  });
});

describe("P3 what scanners do", () => {
  it("P3 GET and HEAD of every link, many times: nothing changes", async () => {
    const leads = [await lead(), await lead(), await lead()];
    for (let n = 0; n < 2; n++)
      for (const { signed } of leads)
        for (const method of ["GET", "HEAD", "OPTIONS"]) {
          const agent = { "user-agent": "BarracudaCentral" };
          expect((await ask(signed, { method, headers: agent })).status).toBe(
            method === "OPTIONS" ? 204 : 200,
          );
        }
    for (const { email } of leads) expect([await suppressed(email), await optOuts(email)]).toEqual([0, 0]);
  });

  it("GET leads to the web page's confirmation, or explains in plain text", async () => {
    const { signed } = await lead();
    const response = await ask(signed, {}, make("https://app.example.com"));
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(`https://app.example.com/unsubscribe#${signed}`);
    const plain = await ask(signed);
    expect(plain.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await plain.text()).toMatch(/changed nothing[\s\S]*STOP/);
    expect(await (await ask(signed, { method: "HEAD" })).text()).toBe("");
  });
});

describe("whatever the database says", () => {
  it("frozen: it is recorded, waiting in the quarantine", async () => {
    const frozen = await sendingWorkspace(real);
    const lead_id = await addLead(real, frozen, "cold@example.com");
    await real.freeze(frozen.id);
    const signed = await sign(lead_id, { workspace_id: frozen.id, campaign_id: frozen.campaignId });
    for (let n = 0; n < 2; n++) expect((await ask(signed, ONE_CLICK)).status).toBe(200);
    const kept =
      await real.sql`select is_opt_out from genesis.event_quarantine where workspace_id = ${frozen.id}`;
    expect(kept).toEqual([{ is_opt_out: true }]);
  });

  it("away: 503, so that the provider asks again", async () => {
    const response = await ask(
      (await lead()).signed,
      ONE_CLICK,
      make(undefined, { SUPABASE_URL: "http://127.0.0.1:9" }),
    );
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBeTruthy();
  });
});

describe("a link that is not ours", () => {
  it("is a 401, whatever the method; a tracking link's signature is none", async () => {
    const { signed, id } = await lead();
    const track = await signTrackLink(keys, "o", { workspace_id: mine.id, lead_id: id });
    for (const bad of [track, signed.slice(0, -3), `${signed}.x`, "a.b.c"])
      for (const init of [ONE_CLICK, {}]) expect((await ask(bad, init)).status, bad).toBe(401);
    expect((await make()(new Request("http://functions.test/unsubscribe", ONE_CLICK))).status).toBe(404);
    expect((await ask(signed, { method: "PUT" })).status).toBe(405);
  });
});

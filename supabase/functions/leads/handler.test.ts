// Against the stack's PostgREST and PostgreSQL.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys, createWebhookCredential } from "../_shared/auth/mod.ts";
import { readTrackLink } from "../_shared/auth/track-link.ts";
import { readUnsubscribeLink } from "../_shared/auth/unsubscribe-link.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { Handler } from "../_shared/http/mod.ts";
import { post, type RealStack, realStack, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createLeadsHandler } from "./handler.ts";

let real: RealStack;
let mine: TestWorkspace;
let campaign: string;
let handler: Handler;

async function ignited(): Promise<TestWorkspace> {
  const made = await real.workspace();
  await real.sql`select genesis.partition_create(${made.id}::uuid)`;
  return made;
}
const send = async (body: Record<string, unknown>, workspace = mine, token = workspace.token) => {
  const response = await handler(
    post("leads", { workspace_id: workspace.id, ...body }, { "x-webhook-token": token }),
  );
  return { status: response.status, body: await response.json() };
};
const upsert = (leads: unknown[]) => send({ action: "upsert", campaign_id: campaign, leads });
const claim = (claimed_by: string, over: Record<string, unknown> = {}) =>
  send({ action: "claim", campaign_id: campaign, purpose: "research", claimed_by, ...over });
const addresses = (leads: { email: string }[]) => leads.map((lead) => lead.email);

beforeAll(async () => {
  real = realStack();
  mine = await ignited();
  campaign = randomUUID();
  await real.sql`insert into public.campaigns (workspace_id, id, name, status) values (${mine.id}, ${campaign}, 'C', 'active')`;
  handler = createLeadsHandler({
    rpc: createMachineRpc(real.settings),
    credential: createWebhookCredential(real.settings),
    keys: createSigningKeys(real.settings),
    client: () => real.address,
    log: () => {},
  });
});
afterAll(async () => {
  if (!real) return;
  await real.sql`delete from genesis.leads where workspace_id = ${mine.id}`;
  await real.sql`select genesis.partition_drop(${mine.id}::uuid)`;
  await real.close();
});

describe("a lead's way", () => {
  it("goes from upsert over research, preparation and sending to its reply", async () => {
    const email = `${randomUUID()}@example.com`;
    const stored = await upsert([{ email, first_name: "Zoë", custom: { n: 1 } }]);
    expect(stored).toMatchObject({
      status: 200,
      body: { ok: true, results: [{ status: 200, outcome: "inserted" }] },
    });
    const lead_id = stored.body.results[0].id;
    expect(addresses((await claim("run-1", { limit: 100 })).body.leads)).toContain(email);
    const result = (over: Record<string, unknown>) =>
      send({ action: "result", lead_id, claimed_by: "run-1", ...over });
    expect((await result({ kind: "report", report: "About Zoë" })).body.lead.status).toBe("researched");
    const mails = [{ step: 1, subject: "Hello", body: "Text" }];
    expect((await result({ kind: "mails", mails })).body.lead.status).toBe("prepared");
    const due = await claim("run-1", { purpose: undefined, step: 1 });
    expect(due.body.leads).toMatchObject([{ id: lead_id, mail: mails[0] }]);
    const message_id = `<${randomUUID()}@mail.test>`;
    const sent = { kind: "sent", step: 1, message_id, mailbox: "me@mail.test" };
    expect((await result(sent)).body).toMatchObject({
      ok: true,
      changed: true,
      lead: { status: "finished" },
    });
    expect((await result(sent)).body).toMatchObject({ ok: true, changed: false });
    const found = await send({ action: "lookup", in_reply_to: `<first@mail.test>\r\n ${message_id}` });
    expect(addresses(found.body.leads)).toEqual([email]);
  });

  it("is claimed by one of many runs that ask at the same moment", async () => {
    await upsert(Array.from({ length: 40 }, () => ({ email: `${randomUUID()}@race.test` })));
    const runs = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(`racer-${n}`, { limit: 10 })));
    const taken = runs
      .flatMap((run) => addresses(run.body.leads))
      .filter((email) => email.endsWith("@race.test"));
    expect(taken).toHaveLength(40);
    expect(new Set(taken).size).toBe(40);
  });
});

describe("links", () => {
  it("are signed for one lead, campaign and step of the caller's workspace", async () => {
    const lead_id = randomUUID();
    const url = "https://example.com/a?b=c";
    const links = [
      { kind: "click", step: 2, url },
      { kind: "open", step: 2 },
      { kind: "unsubscribe", step: 2 },
    ];
    const { status, body } = await send({ action: "links", campaign_id: campaign, lead_id, links });
    expect(status).toBe(200);
    const [click, open, unsubscribe] = body.links.map((link: { signed: string }) => link.signed);
    const keys = createSigningKeys(real.settings);
    const about = { workspace_id: mine.id, lead_id, campaign_id: campaign, email_number: 2 };
    expect(await readTrackLink(keys, "c", click)).toEqual({ ...about, url });
    expect(await readTrackLink(keys, "o", open)).toEqual(about);
    expect(await readUnsubscribeLink(keys, unsubscribe)).toEqual(about);
  });

  it.each(["javascript:alert(1)", "https://a:b@example.com/", undefined])(
    "are not made for %j",
    async (url) => {
      const links = [{ kind: "click", step: 1, url }];
      const answer = await send({ action: "links", campaign_id: campaign, lead_id: randomUUID(), links });
      expect(answer).toMatchObject({ status: 400, body: { fields: [{ path: "links.0.url" }] } });
    },
  );
});

describe("who may", () => {
  it("not call with another workspace's token, whatever else is wrong", async () => {
    const other = await real.workspace();
    for (const body of [
      { action: "lookup", email: "a@example.com" },
      { action: "no such" },
      { action: "upsert", leads: ["\0"] },
    ])
      expect(await send(body, mine, other.token)).toMatchObject({
        status: 401,
        body: { code: "invalid_token" },
      });
  });

  it("not call for a frozen workspace, nor before ignition", async () => {
    const bare = await real.workspace();
    const ask = { action: "lookup", email: "a@example.com" };
    expect(await send(ask, bare)).toMatchObject({ status: 409, body: { code: "no_partition" } });
    await real.freeze(bare.id);
    expect(await send(ask, bare)).toMatchObject({ status: 403, body: { code: "workspace_frozen" } });
  });
});

describe("bad input", () => {
  it.each([
    [{ action: "eat" }, "action"],
    [{ action: "claim", claimed_by: "r", purpose: "research" }, "campaign_id"],
    [{ action: "claim", claimed_by: "r", campaign_id: randomUUID() }, "purpose"],
    [{ action: "claim", claimed_by: "r", campaign_id: randomUUID(), step: 21 }, "step"],
    [{ action: "claim", claimed_by: "\ud800", campaign_id: randomUUID(), step: 1 }, "claimed_by"],
    [{ action: "result", kind: "report", report: "r", lead_id: "7" }, "lead_id"],
    [{ action: "result", kind: "sent", lead_id: randomUUID() }, "step"],
    [
      { action: "result", kind: "mails", lead_id: randomUUID(), mails: [{ step: 1, subject: "s" }] },
      "mails.0.body",
    ],
    [{ action: "result", kind: "release", lead_id: randomUUID() }, "claimed_by"],
    [{ action: "upsert", leads: [] }, "leads"],
    [{ action: "upsert", leads: Array(501).fill({}) }, "leads"],
    [{ action: "lookup" }, ""],
  ])("%j is a 400 that names the field", async (body, path) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_field" } });
    expect(answer.body.fields.map((field: { path: string }) => field.path)).toContain(path);
  });

  it("in one row is that row's own", async () => {
    const good = `${randomUUID()}@example.com`;
    const rows = [
      { email: "a\0@example.com" },
      { email: good },
      { email: good },
      7,
      { email: "x@example.com", status: "replied" },
    ];
    const { status, body } = await upsert(rows);
    expect(status).toBe(200);
    expect(body.results.map((r: { status: number }) => r.status)).toEqual([400, 200, 409, 400, 400]);
    expect(body.results[2]).toMatchObject({ code: "duplicate_line", error: expect.any(String) });
    expect(body.results[4].fields[0].path).toBe("status");
  });

  it("an unknown campaign or lead is a 404", async () => {
    expect(await claim("r", { campaign_id: randomUUID() })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    const lost = await send({ action: "result", kind: "release", claimed_by: "r", lead_id: randomUUID() });
    expect(lost).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

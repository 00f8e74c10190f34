// Against the stack's PostgREST and PostgreSQL, and a receiver that verifies as the specification's own library does.
import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "svix";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRequireCron } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { post, type RealStack, realStack } from "../_shared/testing/real-stack.ts";
import { tell } from "./deliver.ts";
import { createAlarmsHandler } from "./handler.ts";

const secret = `whsec_${randomBytes(24).toString("base64")}`;
const got: { headers: IncomingHttpHeaders; body: string }[] = [];
let answer = 204;
let real: RealStack;
let server: Server;
let url: string;

beforeAll(async () => {
  real = realStack();
  server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    got.push({ headers: req.headers, body });
    res.writeHead(answer, answer === 302 ? { location: url } : {}).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`;
});
afterAll(async () => {
  server.close();
  await real?.close();
});
beforeEach(() => {
  got.length = 0;
  answer = 204;
});

const kick = async (webhook: { url: string; secret: string } | undefined): Promise<void> => {
  const handler = createAlarmsHandler({
    rpc: createMachineRpc(real.settings),
    cron: createRequireCron(real.settings),
    background: async (work) => void (await work),
    webhook,
    send: fetch,
    log: () => {},
    note: () => {},
  });
  const headers = { "x-cron-secret": real.settings.required("CRON_SECRET") };
  expect((await handler(post("alarms", {}, headers))).status).toBe(202);
};
/** An alarm whose delivery only this test works on: its trigger, which would kick the stack's own function, is off. */
const raise = async (): Promise<string> => {
  const key = `probe:${randomUUID()}`;
  await real.sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`select private.alarm('probe', ${key}, 'high', 'A probe')`;
    await sql`insert into genesis.alarm_deliveries (alarm_id, event, next_at)
      select id, 'alarm.raised', now() + interval '1 hour' from genesis.alarms where dedupe_key = ${key}`;
  });
  return key;
};
const due = (key: string) => real.sql`update genesis.alarm_deliveries set next_at = now() - interval '1 day'
  where alarm_id = (select id from genesis.alarms where dedupe_key = ${key})`;
const row = async (key: string) =>
  (
    await real.sql`select d.* from genesis.alarm_deliveries d join genesis.alarms a on a.id = d.alarm_id
    where a.dedupe_key = ${key}`
  )[0];

describe("alarms", () => {
  it("posts a signed alarm that any Standard Webhooks library verifies, once", async () => {
    const key = await raise();
    await due(key);
    await kick({ url, secret });
    const mine = got.filter(({ body }) => body.includes("A probe"));
    expect(mine).toHaveLength(1);
    const { headers, body } = mine[0] as (typeof got)[number];
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    expect(JSON.parse(body)).toMatchObject({
      type: "alarm.raised",
      data: { kind: "probe", severity: "high" },
    });
    expect((await row(key))?.delivered_at).not.toBeNull();
    expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
  });

  it("tries again after a 500 with the same id, gives up at 410", async () => {
    const key = await raise();
    await due(key);
    answer = 500;
    await kick({ url, secret });
    expect(await row(key)).toMatchObject({ attempts: 1, last_result: "HTTP 500", given_up_at: null });
    await due(key);
    answer = 410;
    await kick({ url, secret });
    const mine = got.filter(({ body }) => body.includes("A probe"));
    expect(new Set(mine.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await row(key))?.given_up_at).not.toBeNull();
  });

  it("follows no redirect, and says why nobody answered", async () => {
    const delivery = { id: randomUUID(), event: "alarm.raised", attempt: 1, alarm: {} } as const;
    answer = 302;
    const said = await tell(delivery, { url, secret }, fetch, new Date());
    expect(said).toEqual({ delivered: false, retry: true, result: "HTTP 302" });
    const away = await tell(delivery, { url: "http://127.0.0.1:1/", secret }, fetch, new Date());
    expect(away).toEqual({ delivered: false, retry: true, result: "unreachable" });
  });

  it("keeps nothing waiting where no webhook is set", async () => {
    const key = await raise();
    await due(key);
    await kick(undefined);
    expect((await row(key))?.last_result).toBe("no webhook is set");
    expect(got).toEqual([]);
  });
});

// Copies of checkpoints, from an operator's freeze to a receiver that refuses, is gone, never answers, and is back; the
// process that posts is killed meanwhile. (A stack of its own: the receiver is a setting of the functions.)
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { signatureCheck } from "../../cli/audit/keys.ts";
import { freePort } from "../../stack/ports.ts";
import { createOwnStack } from "../support/own-stack.ts";
import { createReceiver } from "./receiver.ts";

const { stack, world, settings } = await createOwnStack();
const { sql } = world;
const port = await freePort();
const receiver = createReceiver(port);
const keys = JSON.parse(stack.secrets.settings.GENESIS_SIGNING_KEYS ?? "{}") as { keys: JsonWebKey[] };
const check = signatureCheck(JSON.stringify(keys));

beforeAll(async () => {
  await settings({ AUDIT_CHECKPOINT_URL: `http://127.0.0.1:${port}/copies` });
  const said = await world
    .asUser("user_root")
    .rpc("admin_setting_set", { p_name: "audit_copy_alarm_tries", p_value: 3 });
  expect(said.error).toBeNull();
});
afterAll(() => receiver.leave());

const until = (isSo: () => Promise<unknown>) => vi.waitUntil(isSo, { timeout: 20_000, interval: 50 });
const state = async () => (await sql`select * from private.audit_receiver`)[0];
const alarms = () => sql`select * from genesis.alarms where dedupe_key = 'audit_unposted'`;
const waiting = async () =>
  Number((await sql`select count(*) from private.audit_copies where posted_at is null`)[0]?.count);
/** What is signed is due at once by its own act; what waits is due after its pause: cron looks every minute. */
async function minutesLater(): Promise<void> {
  await sql`update private.audit_receiver set next_at = clock_timestamp()`;
  await sql`select private.queues_kick()`;
}
/** A freeze signs: a new checkpoint at least. */
async function frozen(): Promise<void> {
  const before = Number((await sql`select count(*) from genesis.audit_checkpoints`)[0]?.count);
  await world.freeze(await world.workspace());
  await until(async () => {
    const [row] = await sql`select count(*) from genesis.audit_checkpoints`;
    return Number(row?.count) > before;
  });
}
async function fails(result: string, failures: number): Promise<void> {
  await until(async () => (await state())?.failures === failures);
  expect(await state()).toMatchObject({ last_result: result, failures });
  expect(await waiting()).toBeGreaterThan(0);
}

describe("copies of checkpoints", () => {
  it("are tried again while the receiver is gone, refuses or is silent, and raise an alarm", {
    timeout: 90_000,
  }, async () => {
    await frozen();
    await fails("unreachable", 1);
    await receiver.listen();
    receiver.answers = 500;
    await frozen();
    expect(receiver.asked, "a new checkpoint does not end the pause").toBe(0);
    await minutesLater();
    await fails("HTTP 500", 2);
    expect(await alarms()).toEqual([]);
    receiver.answers = "nothing";
    await minutesLater();
    await fails("no answer in time", 3);
    expect(await alarms()).toMatchObject([{ severity: "high", cleared_at: null }]);
    expect(receiver.taken).toEqual([]);
  });

  it("outlive the process that posts them", async () => {
    const { asked } = receiver;
    await minutesLater();
    await until(async () => receiver.asked > asked);
    await stack.control("functions/kill");
    await frozen(); // its kick may be lost with the process: the next freeze's, or the nightly run, signs
    expect(receiver.taken).toEqual([]);
  });

  it("all get there, in order, signed, once the receiver is back, and the alarm is cleared", async () => {
    receiver.answers = 204;
    await until(async () => {
      await minutesLater();
      await new Promise((done) => setTimeout(done, 300));
      return (await waiting()) === 0;
    });
    const stored =
      await sql`select c.workspace_id, c.seq::int, c.signature from genesis.audit_checkpoints c join private.audit_copies p
        using (workspace_id, seq) order by p.position`;
    const [count] = await sql`select count(*)::int as n from genesis.audit_checkpoints`;
    expect(stored).toHaveLength(count?.n);
    // What was on its way when its process was killed may come twice: it is known by workspace and seq.
    const keyOf = ({ workspace_id, seq }: { workspace_id: string; seq: number }) => `${workspace_id} ${seq}`;
    const first = [...new Map(receiver.taken.map((copy) => [keyOf(copy), copy])).values()];
    expect(first.map(({ workspace_id, seq, signature }) => ({ workspace_id, seq, signature }))).toEqual([
      ...stored,
    ]);
    expect(first.map(check)).toEqual(first.map(() => "good"));
    const [alarm] = await alarms();
    expect(alarm?.cleared_at).not.toBeNull();
    expect(await state()).toMatchObject({ failures: 0, last_result: "HTTP 204" });
  });

  it("go out at once while the receiver is well", async () => {
    const { length } = receiver.taken;
    await frozen();
    await until(async () => receiver.taken.length > length && (await waiting()) === 0);
  });
});

// health and metrics, against the stack's PostgREST and PostgreSQL.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRequireSession } from "../_shared/auth/mod.ts";
import { createRequireMonitor } from "../_shared/auth/monitor.ts";
import { createMachineRpc, createUserRpc, type Rpc } from "../_shared/db/client.ts";
import { type RealStack, realStack } from "../_shared/testing/real-stack.ts";
import { createMetricsHandler } from "../metrics/handler.ts";
import { createHealthHandler } from "./handler.ts";
import { type HealthFacts, type JobSilence, judge } from "./judge.ts";

let real: RealStack;
beforeAll(() => {
  real = realStack();
});
afterAll(() => real?.close());

const monitor = () =>
  createRequireMonitor(real.settings, createRequireSession(real.settings), createUserRpc(real.settings));
const health = (rpc: Rpc = createMachineRpc(real.settings), canary = async () => {}) =>
  createHealthHandler({ rpc, monitor: monitor(), canary, log: () => {} });
const ask = (name: string, headers: Record<string, string> = {}) =>
  new Request(`http://functions.test/${name}`, { headers });
const token = () => ({ "x-metrics-token": real.settings.required("METRICS_TOKEN") });
const bearer = async (user: string) => ({ authorization: `Bearer ${await real.stack.sessionToken(user)}` });
const away: Rpc = async () => {
  throw new Error("away");
};

describe("health", () => {
  it("tells everybody one word, and a monitor or an operator the reasons", async () => {
    const open = await (await health()(ask("health"))).json();
    expect(Object.keys(open)).toEqual(["status"]);
    for (const headers of [token(), await bearer("user_root")]) {
      expect(Object.keys(await (await health()(ask("health", headers))).json())).toEqual([
        "status",
        "reasons",
      ]);
    }
  });

  it("tells a wrong credential so", async () => {
    const wrong = { "x-metrics-token": randomBytes(32).toString("hex") };
    expect((await health()(ask("health", wrong))).status).toBe(401);
    expect((await health()(ask("health", await bearer("user_bob")))).status).toBe(403);
  });

  it("is down without a database, and with a vault that does not open", async () => {
    const answer = await health(away)(ask("health", token()));
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: "down", reasons: ["The database does not answer"] },
    ]);
    const locked = await health(undefined, async () => {
      throw new Error("wrong key");
    })(ask("health", token()));
    expect([locked.status, (await locked.json()).reasons[0]]).toEqual([
      503,
      "The vault does not open: is ENCRYPTION_MASTER_KEY right?",
    ]);
  });
});

const well = {
  job: "genesis-stats-merge",
  schedule: "* * * * *",
  ever_ok: true,
  failed_since: 0,
  silent_s: 30,
};
const facts: HealthFacts = {
  queues: { ignition: { depth: 0, oldest_s: 0 } },
  cron: [well],
  alarms_critical: 0,
  operators: 1,
};
const cron = (schedule: string, silent_s: number, over: Partial<JobSilence> = {}): HealthFacts => ({
  ...facts,
  cron: [well, { job: "genesis-x", schedule, ever_ok: true, failed_since: 0, silent_s, ...over }],
});
const never = { ever_ok: false };

it("is degraded when the clock does nothing any more", async () => {
  const machine = createMachineRpc(real.settings);
  const later: Rpc = (name, args) =>
    machine(name, name === "health" ? { p_as_of: new Date(Date.now() + 360_000) } : args);
  const { status, reasons } = await (await health(later)(ask("health", token()))).json();
  expect(status).toBe("degraded");
  const silent = (job: string) => expect.stringMatching(`^Job ${job} (has not|never) succeeded`);
  expect(reasons).toEqual(
    expect.arrayContaining([silent("genesis-queues-kick"), silent("genesis-stats-merge")]),
  );
  expect(reasons).not.toContainEqual(silent("genesis-housekeep"));
});

describe("judge", () => {
  it.each([
    ["all is well", facts, 0],
    ["a queue that lags", { ...facts, queues: { commands: { depth: 3, oldest_s: 301 } } }, 1],
    ["messages that wait for their time", { ...facts, queues: { commands: { depth: 0, oldest_s: 900 } } }, 0],
    ["a minutely job that is silent", cron("* * * * *", 301), 1],
    ["a nightly job within its day", cron("11 2 * * *", 80_000), 0],
    ["a nightly job that missed one", cron("11 2 * * *", 100_000), 1],
    ["every quarter of an hour", cron("*/15 * * * *", 2_701), 1],
    ["an hourly job", cron("7 * * * *", 10_801), 1],
    ["a job of a new project", cron("* * * * *", 59, never), 0],
    ["a job that never ran in its time", cron("* * * * *", 301, never), 1],
    ["a nightly job of a project of today", cron("11 2 * * *", 80_000, never), 0],
    ["a nightly job that never ran", cron("11 2 * * *", 100_000, never), 1],
    ["a job that only fails", cron("11 2 * * *", 100, { ever_ok: false, failed_since: 2 }), 1],
    ["no job at all", { ...facts, cron: [] }, 1],
    ["nobody to operate it", { ...facts, operators: 0 }, 1],
    ["a critical alarm", { ...facts, alarms_critical: 1 }, 1],
  ] as [string, HealthFacts, number][])("%s", (_, given, reasons) => {
    const verdict = judge(given);
    expect(verdict.reasons).toHaveLength(reasons);
    expect(verdict.status).toBe(reasons === 0 ? "ok" : "degraded");
  });
});

describe("metrics", () => {
  it("prints what Prometheus reads, for a monitor and an operator alone", async () => {
    const handler = createMetricsHandler({
      rpc: createMachineRpc(real.settings),
      monitor: monitor(),
      log: () => {},
    });
    expect((await handler(ask("metrics"))).status).toBe(401);
    expect((await handler(ask("metrics", await bearer("user_bob")))).status).toBe(403);
    await createMachineRpc(real.settings)("count_requests", {
      p_counts: [{ function: "probe", status: 200, outcome: 'a "quoted"\\word', requests: 7 }],
    });
    const text = await (await handler(ask("metrics", token()))).text();
    expect(text).toMatch(
      /^genesis_requests_total\{function="probe",status="200",outcome="a \\"quoted\\"\\\\word"\} \d+$/m,
    );
    expect(text).toMatch(/^genesis_queue_depth\{queue="ignition"\} \d+$/m);
    for (const line of text.trimEnd().split("\n"))
      expect(line).toMatch(/^(# (HELP|TYPE) genesis_\w+ .+|genesis_\w+(\{.+\})? -?[\d.e+-]+)$/);
  });
});

// health and metrics, against the stack's PostgREST and PostgreSQL.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRequireSession } from "../_shared/auth/mod.ts";
import { createRequireMonitor } from "../_shared/auth/monitor.ts";
import { createMachineRpc, createUserRpc, type Rpc } from "../_shared/db/client.ts";
import type { Facts } from "../_shared/metrics/facts.ts";
import { type RealStack, realStack } from "../_shared/testing/real-stack.ts";
import { createMetricsHandler } from "../metrics/handler.ts";
import { createHealthHandler } from "./handler.ts";
import { judge } from "./judge.ts";

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

const facts: Facts = {
  requests: [],
  queues: { ignition: { depth: 0, waiting: 0, oldest_s: 0, total: 0 } },
  steps: [],
  ignitions: {},
  commands: {},
  drifts_open: {},
  workspaces: {},
  quarantined: 0,
  alarms_open: {},
  alarm_deliveries_waiting: 0,
  stats_unmerged: 0,
  cron: [{ job: "genesis-stats-merge", schedule: "* * * * *", last_ok_s: 30, failed_since: 0 }],
};
const cron = (schedule: string, last_ok_s: number | null, failed_since = 0) => ({
  ...facts,
  cron: [...facts.cron, { job: "genesis-x", schedule, last_ok_s, failed_since }],
});

describe("judge", () => {
  it.each([
    ["all is well", facts, 0],
    [
      "a queue that lags",
      { ...facts, queues: { commands: { depth: 3, waiting: 3, oldest_s: 301, total: 9 } } },
      1,
    ],
    [
      "messages that wait for their time",
      { ...facts, queues: { commands: { depth: 0, waiting: 3, oldest_s: 900, total: 9 } } },
      0,
    ],
    ["a minutely job that is silent", cron("* * * * *", 301), 1],
    ["a nightly job within its day", cron("11 2 * * *", 80_000), 0],
    ["a nightly job that missed one", cron("11 2 * * *", 100_000), 1],
    ["every quarter of an hour", cron("*/15 * * * *", 2_701), 1],
    ["a job that never ran yet", cron("11 2 * * *", null), 0],
    ["a job that only fails", cron("11 2 * * *", null, 2), 1],
    [
      "no job ever",
      { ...facts, cron: [{ job: "genesis-x", schedule: "* * * * *", last_ok_s: null, failed_since: 0 }] },
      1,
    ],
    ["a critical alarm", { ...facts, alarms_open: { critical: 1, low: 4 } }, 1],
  ])("%s", (_, given, reasons) => {
    const verdict = judge(given as Facts);
    expect(verdict.reasons).toHaveLength(reasons as number);
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

// W3 with the sidecar in a process of its own: killed by SIGKILL in the middle of a freeze, and dead for minutes. Nothing
// is back-dated: every wait is the worker's own. The tests wait side by side, as waiting costs nothing.
import { describe, type ExpectStatic, it } from "vitest";
import type { FreezeStatus } from "../../supabase/functions/_shared/contracts/freeze.ts";
import { createScene } from "../ignition/scene.ts";
import { anEvent } from "../support/items.ts";
import type { Workspace } from "../support/world.ts";
import { on, running } from "./engine.ts";
import { createLive, EXECUTIONS, WORKFLOWS } from "./live.ts";
import { ALL_STAGES, createOperator, isVerified, stageNames } from "./operator.ts";
import { type Effect, type SidecarProcess, startSidecarProcess } from "./sidecar-process.ts";

const scene = await createScene(startSidecarProcess);
const { fleet, world } = scene;
const { sql } = world;
const operator = createOperator(world);
const live = createLive(scene);
const OUTAGE_MS = 135_000;
const LIMIT_MS = 70_000;
/** A try itself asks for some seconds; a worker whose time is up is followed by another at the next full minute. */
const SLACK_S = 25;
const sidecarOf = ({ id }: Workspace) => fleet.sidecars.get(id) as SidecarProcess;
/** An answer that is lost on its way back, by workspace. */
const lost = new Map<string, { what: string; dead: () => void }>();
fleet.judge = async ({ workspaceId, what, when }) => {
  const plan = lost.get(workspaceId);
  if (plan?.what !== what || when !== "after") return undefined;
  lost.delete(workspaceId);
  await sidecarOf({ id: workspaceId } as Workspace).kill();
  plan.dead();
  return "drop";
};
const answerLost = ({ id }: Workspace, what: string): Promise<void> =>
  new Promise((dead) => lost.set(id, { what, dead }));
const timeOf = ({ stages }: FreezeStatus, name: string): number =>
  Date.parse(stages.find(({ stage }) => stage === name)?.at ?? "");

async function expectStopped(workspace: Workspace, expect: ExpectStatic): Promise<FreezeStatus> {
  const status = await operator.until(workspace, isVerified, async () => {}, LIMIT_MS);
  expect(stageNames(status)).toEqual(ALL_STAGES);
  const times = ALL_STAGES.map((stage) => timeOf(status, stage));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(status.stages.at(-1)?.detail).toEqual({ workflows: WORKFLOWS, active: 0, executions: 0 });
  expect([on(fleet, workspace), running(fleet, workspace)]).toEqual([[], 0]);
  const starts = status.would_start.flatMap(({ workflows }) => workflows);
  expect(starts, "what was on is known, whatever happened on the way").toHaveLength(WORKFLOWS);
  // Each was told to n8n once, by whichever process.
  const { effects } = sidecarOf(workspace);
  const expected = [...Array(WORKFLOWS).fill("deactivate"), ...Array(EXECUTIONS).fill("stop")];
  expect(effects.map((effect) => effect.split(" ")[0]).sort()).toEqual(expected);
  expect(new Set(effects).size).toBe(effects.length);
  return status;
}

describe.concurrent("W3 the sidecar's process", { timeout: 240_000 }, () => {
  it("W3 is dead for minutes: denied at once, tried again and again, alarmed, done within one try of its return", async ({
    expect,
  }) => {
    const root = world.asUser("user_root");
    const said = await root.rpc("admin_setting_set", { p_name: "freeze_alarm_minutes", p_value: 1 });
    expect(said.error).toBeNull();
    const workspace = await live.workspace();
    const sidecar = sidecarOf(workspace);
    // Straight to the sidecar's own port, so that the worker meets a closed one.
    await sql`update genesis.partition_registry set sidecar_url = ${sidecar.url} where workspace_id = ${workspace.id}`;
    await sidecar.kill();
    expect((await world.post("/events", workspace, anEvent())).status).toBe(200);
    const stored = await world.count("public.email_events", workspace);
    expect((await operator.freeze(workspace)).json.pending).toEqual(ALL_STAGES.slice(2));

    const frozenAt = timeOf(await operator.show(workspace), "enforced_in_database");
    const alarms = () =>
      sql`select * from genesis.alarms where dedupe_key = ${`freeze_pending:${workspace.id}`}`;
    const triedAt: number[] = [];
    for (let asked = 0; Date.now() < frozenAt + OUTAGE_MS; asked++) {
      const { commands, pending } = await operator.show(workspace);
      const [first] = commands;
      if (first && first.attempts > triedAt.length) triedAt.push(Date.now());
      expect(pending).toEqual(ALL_STAGES.slice(2));
      if (asked % 20 === 0) {
        expect((await world.post("/events", workspace, anEvent())).status).toBe(403);
        expect(on(fleet, workspace), "n8n goes on, and reaches nothing").toHaveLength(WORKFLOWS);
      }
      if (Date.now() < frozenAt + 58_000) expect(await alarms()).toEqual([]);
      await new Promise((done) => setTimeout(done, 500));
    }
    expect(await world.count("public.email_events", workspace)).toBe(stored);
    // 2, 4, 8, 16, then every 30 s: freeze_retry_seconds.
    const waits = triedAt.slice(1).map((at, n) => (at - (triedAt[n] as number)) / 1000);
    console.log(
      `W3 dead for ${Math.round((Date.now() - frozenAt) / 1000)} s: tried after ${waits.map((w) => w.toFixed(1))} s`,
    );
    expect(waits.length).toBeGreaterThanOrEqual(5);
    for (const [n, wait] of waits.entries()) {
      const planned = Math.min(30, 2 ** (n + 1));
      expect(wait, `wait ${n + 1}`).toBeGreaterThan(planned - 1.5);
      expect(wait, `wait ${n + 1}`).toBeLessThan(planned + SLACK_S);
    }
    const [alarm] = await alarms();
    expect(alarm).toMatchObject({ severity: "critical", cleared_at: null });
    const raisedAfter = alarm?.raised_at.getTime() - frozenAt;
    expect(raisedAfter).toBeGreaterThan(60_000);
    expect(raisedAfter, "at the first try after a minute").toBeLessThan(60_000 + 45_000);

    const back = Date.now();
    await sidecar.again();
    const there = Date.now();
    const status = await operator.until(workspace, isVerified, async () => {}, LIMIT_MS);
    expect(timeOf(status, "verified") - there, "one pause").toBeLessThan((30 + SLACK_S) * 1000);
    await expectStopped(workspace, expect);
    expect(timeOf(status, "enforced_in_database") - timeOf(status, "requested")).toBeLessThan(2_000);
    expect(timeOf(status, "workflows_off"), "no stage before it was true").toBeGreaterThanOrEqual(back);
    expect((await alarms())[0]?.cleared_at).not.toBeNull();
  });

  const moments: [string, (workspace: Workspace) => Promise<void>][] = [
    ...[1, 3, 6].map((n): [string, (w: Workspace) => Promise<void>] => [
      `when ${n} of ${WORKFLOWS} workflows are off`,
      (w) => sidecarOf(w).killAfter("deactivate" satisfies Effect, n),
    ]),
    ...[1, 2].map((n): [string, (w: Workspace) => Promise<void>] => [
      `when ${n} of ${EXECUTIONS} executions are stopped`,
      (w) => sidecarOf(w).killAfter("stop" satisfies Effect, n),
    ]),
    ...["LIST_WORKFLOWS", "DEACTIVATE_ALL_WORKFLOWS", "STOP_EXECUTIONS"].map(
      (what): [string, (w: Workspace) => Promise<void>] => [
        `before its answer to ${what} arrives`,
        (w) => answerLost(w, what),
      ],
    ),
  ];
  it.for(moments)("W3 is killed %s, and started again", async ([, plan], { expect }) => {
    const workspace = await live.workspace();
    const killed = plan(workspace);
    expect((await operator.freeze(workspace)).status).toBe(200);
    expect((await world.post("/events", workspace, anEvent())).status).toBe(403);
    await killed;
    const diedAt = Date.now();
    const before = [...sidecarOf(workspace).effects];
    await sidecarOf(workspace).again();
    const status = await expectStopped(workspace, expect);
    expect(sidecarOf(workspace).effects.slice(0, before.length)).toEqual(before);
    expect(timeOf(status, "verified")).toBeGreaterThan(diedAt);
  });
});

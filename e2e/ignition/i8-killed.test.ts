// I8 over the real parts: the process is killed before and after every call of an SQL function and of the sidecar that a
// run makes, on the way there and on the way back (matrix.ts says how the points are found), and what exists afterwards
// is exactly one set, or nothing.
import { describe, expect, it } from "vitest";
import type { Workspace } from "../support/world.ts";
import type { Passing, Verdict } from "./fleet.ts";
import { createMatrix } from "./matrix.ts";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const matrix = await createMatrix(scene);

/** A sidecar that boots: the first looks at each find nobody there. */
function notYet(looks: number): (passing: Passing) => Verdict {
  const seen = new Map<string, number>();
  return ({ workspaceId, what, when }) => {
    if (what !== "health" || when === "after") return undefined;
    const count = (seen.get(workspaceId) ?? 0) + 1;
    seen.set(workspaceId, count);
    return count <= looks ? "drop" : undefined;
  };
}

async function isPolling({ id }: Workspace): Promise<boolean> {
  const [row] = await world.sql`select from genesis.ignition_operations
    where workspace_id = ${id} and operation = 'handshake_pending' and status = 'running' and result ? 'polling'`;
  return row !== undefined;
}

/** Each step of the way, as the catalogue has them, was killed at before and after a call. */
async function expectEachStep(points: string[], isOfThisWay: boolean): Promise<void> {
  const steps =
    await world.sql`select step from private.ignition_steps where (position > 0) = ${isOfThisWay}`;
  for (const { step } of steps)
    for (const when of ["before", "after"])
      expect(points, points.join("\n")).toContainEqual(expect.stringMatching(`^${step}: .* ${when} \\[`));
}

describe("I8 the process is killed", { timeout: 240_000 }, () => {
  it("I8 on the way there, by two polls: one of each", async () => {
    const points = await matrix.killEverywhere({
      trouble: notYet(2),
      isOnIt: () => true,
      async check(workspace, killedAt) {
        expect(await scene.ended(workspace), killedAt).toMatchObject({ status: "active" });
        expect(await scene.inventory(workspace), killedAt).toEqual(ONE_SET);
      },
    });
    await expectEachStep(points, true);
    for (const when of ["before", "after"])
      expect(points.join("\n")).toContain(
        `handshake_pending: ignition_poll_step handshake_pending ${when} [`,
      );
  });

  it("I8 on the way back: nothing", async () => {
    const points = await matrix.killEverywhere({
      trouble({ workspaceId, what, when }) {
        const workflows = fleet.sidecars.get(workspaceId)?.simulator?.state.workflows ?? [];
        const isLast = workflows.filter((w) => w.active).length === 6;
        return isLast && what === "ACTIVATE_WORKFLOW" && when === "before" ? 400 : undefined;
      },
      isOnIt: (step, what) => step.startsWith("rollback") || what.startsWith("ignition_fail_step"),
      async check(workspace, killedAt) {
        expect(await scene.ended(workspace), killedAt).toMatchObject({
          status: "failed",
          rollback_success: true,
        });
        expect(await scene.inventory(workspace), killedAt).toEqual(NOTHING);
      },
    });
    await expectEachStep(points, false);
  });

  it.each(["while it looks", "in the pause between two polls"])(
    "I8 %s: the rest of its time is left",
    async (when) => {
      const workspace = await scene.ready();
      const isPause = when !== "while it looks";
      const pending = notYet(2);
      let isDead = false;
      fleet.judge = async (passing) => {
        if (isPause || isDead || passing.what !== "health") return pending(passing);
        isDead = true;
        await matrix.dies();
        return "drop";
      };
      await scene.launch(workspace);
      for (const end = Date.now() + 20_000; !isDead && Date.now() < end; ) {
        await new Promise((done) => setTimeout(done, 50));
        if (!isPause || !(await isPolling(workspace))) continue;
        isDead = true;
        await matrix.dies();
        expect(await isPolling(workspace), "nobody held the message").toBe(true);
      }
      expect(isDead).toBe(true);
      await scene.nudge(workspace);
      expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
      expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    },
  );

  it("I5 a sidecar that never comes: its own sentence, though the process was killed", async () => {
    const workspace = await scene.ready();
    await world.sql`update private.ignition_steps set deadline_local = '5 s' where step = 'handshake_pending'`;
    fleet.judge = notYet(Number.POSITIVE_INFINITY);
    await scene.launch(workspace);
    for (const end = Date.now() + 20_000; !(await isPolling(workspace)) && Date.now() < end; )
      await new Promise((done) => setTimeout(done, 50));
    await matrix.dies();
    await scene.nudge(workspace);
    const state = await scene.ended(workspace);
    expect(state).toMatchObject({
      status: "failed",
      error_step: "handshake_pending",
      rollback_success: true,
    });
    expect(state.error_message).toMatch(/^The sidecar at .* was not ready in time: it does not answer$/);
    expect(await scene.inventory(workspace)).toEqual(NOTHING);
  });
});

// I8 over the real parts: the process is killed before and after every call of an SQL function and of the sidecar that a
// run makes, on the way there and on the way back (matrix.ts says how the points are found), and what exists afterwards
// is exactly one set, or nothing.
import { describe, expect, it } from "vitest";
import { createMatrix } from "./matrix.ts";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const matrix = await createMatrix(scene);

/** Each step of the way, as the catalogue has them, was killed at before and after a call. */
async function expectEachStep(points: string[], isOfThisWay: boolean): Promise<void> {
  const steps =
    await world.sql`select step from private.ignition_steps where (position > 0) = ${isOfThisWay}`;
  for (const { step } of steps)
    for (const when of ["before", "after"])
      expect(points, points.join("\n")).toContainEqual(expect.stringMatching(`^${step}: .* ${when} \\[`));
}

describe("I8 the process is killed", { timeout: 240_000 }, () => {
  it("I8 on the way there: one of each", async () => {
    const points = await matrix.killEverywhere({
      isOnIt: () => true,
      async check(workspace, killedAt) {
        expect(await scene.ended(workspace), killedAt).toMatchObject({ status: "active" });
        expect(await scene.inventory(workspace), killedAt).toEqual(ONE_SET);
      },
    });
    await expectEachStep(points, true);
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

  it("I8 longer than the step's deadline ago: its message is worked on once more", async () => {
    const workspace = await scene.ready();
    let isDead = false;
    fleet.judge = async ({ what }) => {
      if (what !== "health" || isDead) return undefined;
      isDead = true;
      await matrix.dies();
      return "drop";
    };
    await scene.launch(workspace);
    for (const end = Date.now() + 20_000; !isDead && Date.now() < end; )
      await new Promise((done) => setTimeout(done, 50));
    const late = world.sql`now() - interval '2 minutes'`;
    await world.sql`update genesis.ignition_state set step_started_at = ${late} where workspace_id = ${workspace.id}`;
    await scene.nudge(workspace);
    expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
  });
});

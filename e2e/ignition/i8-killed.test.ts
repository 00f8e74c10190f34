// I8 over the real parts: the functions' process is killed before and after each effect on a sidecar, in each state
// that the effect finds, forward and in the rollback. The points enumerate themselves: runs are launched until one
// passes without meeting a point that has not been killed at. (Between the effects: kill-points.test.ts, in memory.)
import { describe, expect, it } from "vitest";
import type { Workspace } from "../support/world.ts";
import type { Passing } from "./fleet.ts";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;

/** A step has five attempts, and each kill costs one. */
const KILLS_A_STEP = 4;

const STEPS: Readonly<Record<string, string>> = {
  challenge: "handshake",
  health: "handshake",
  INJECT_CREDENTIAL: "credentials",
  TEST_CREDENTIAL: "credentials",
};

/** Where a run stands: the effect, its moment, and how much the engine holds. */
function pointOf({ workspaceId, what, when }: Passing): string {
  const state = fleet.sidecars.get(workspaceId)?.simulator?.state;
  const active = state?.workflows.filter((w) => w.active).length;
  return `${what} ${when} c${state?.credentials.length} w${state?.workflows.length} on${active}`;
}

async function killEverywhere(turnRound: boolean, check: (workspace: Workspace) => Promise<void>) {
  const killedAt = new Set<string>();
  for (let runs = 0, fresh = 1; fresh > 0; runs++) {
    expect(runs, "the runs do not end").toBeLessThan(12);
    fresh = 0;
    const perStep = new Map<string, number>();
    let isDead = false;
    const workspace = await scene.workspace();
    await fleet.start(workspace);
    fleet.judge = async (passing) => {
      if (passing.workspaceId !== workspace.id || isDead) return "drop";
      const { what, when } = passing;
      if (turnRound && what === "ACTIVATE_WORKFLOW") return when === "before" ? 400 : undefined;
      if (turnRound && /INJECT|DEPLOY|TEST|health|challenge/.test(what)) return undefined;
      const point = pointOf(passing);
      const step = STEPS[what] ?? what;
      const kills = perStep.get(step) ?? 0;
      if (killedAt.has(point) || kills >= KILLS_A_STEP) return undefined;
      killedAt.add(point);
      perStep.set(step, kills + 1);
      fresh++;
      isDead = true;
      await world.stack.control("functions/kill");
      return "drop";
    };
    await scene.launch(workspace);
    await scene.ended(workspace, 90_000, async () => {
      if (!isDead) return;
      await new Promise((done) => setTimeout(done, 300)); // the dead process's last words
      isDead = false;
      await scene.nudge(workspace);
    });
    await check(workspace);
  }
  return killedAt;
}

describe("I8 the process is killed", { timeout: 240_000 }, () => {
  it("I8 on the way there: one of each", async () => {
    const points = await killEverywhere(false, async (workspace) => {
      expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    });
    // Before and after: 4 credentials and a test of one, 7 workflows, 7 activations, health and challenge.
    expect(points.size).toBeGreaterThanOrEqual(2 * (4 + 1 + 7 + 7 + 2));
  });

  it("I8 on the way back: nothing", async () => {
    const points = await killEverywhere(true, async (workspace) => {
      expect(await scene.inventory(workspace)).toEqual(NOTHING);
    });
    expect(points.size).toBeGreaterThanOrEqual(2 * (7 + 7 + 4));
  });

  it("I8 longer than the step's deadline ago: its message is worked on once more", async () => {
    const workspace = await scene.workspace();
    await fleet.start(workspace);
    let isDead = false;
    fleet.judge = async ({ what }) => {
      if (what !== "health" || isDead) return undefined;
      isDead = true;
      await world.stack.control("functions/kill");
      return "drop";
    };
    await scene.launch(workspace);
    const id = workspace.id;
    for (const end = Date.now() + 20_000; !isDead && Date.now() < end; )
      await new Promise((done) => setTimeout(done, 50));
    await world.sql`update genesis.ignition_state set step_started_at = now() - interval '2 minutes' where workspace_id = ${id}`;
    await scene.nudge(workspace);
    expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
  });
});

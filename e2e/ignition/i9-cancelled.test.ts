// I9 over the real parts, at each step that the catalogue has on the way there: another process cancels the run when the
// step's message has just been taken, and when the step is done and about to be reported.
import { afterAll, describe, expect, it } from "vitest";
import { startFront } from "./front.ts";
import { startProcesses } from "./processes.ts";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { world } = scene;
const { sql } = world;
const front = await startFront(world);
const processes = await startProcesses(world.stack, front.url);
afterAll(async () => {
  await processes.stop();
  front.stop();
});
front.process = processes.address;
await sql`select vault.update_secret((select id from vault.secrets where name = 'genesis_functions_url'), ${`${front.url}/functions/v1`})`;
const steps = await sql`select step from private.ignition_steps where position > 0 order by position`;
const MOMENTS = ["taken", "done"] as const;

/** An invocation does its share and ends; cron's next is a minute away. */
let kickedAt = Date.now();
async function kick(): Promise<void> {
  if (Date.now() - kickedAt < 2_000) return;
  kickedAt = Date.now();
  await sql`select private.kick('ignition-step')`;
}

describe("I9 cancelled by another process", { timeout: 240_000 }, () => {
  it("I9 at each step, taken or done: it is rolled back clean, and may be launched again", async () => {
    expect(steps.map(({ step }) => step)).toEqual([
      "partition_creating",
      "droplet_provisioning",
      "handshake_pending",
      "credentials_injecting",
      "workflows_deploying",
      "activating",
    ]);
    const points = steps.flatMap(({ step }) => MOMENTS.map((moment) => ({ step, moment })));
    const runs = await Promise.all(
      points.map(async (point) => ({ ...point, workspace: await scene.ready() })),
    );
    const cancelled: string[] = [];
    front.judge = async ({ workspaceId, what, when, step }) => {
      const run = runs.find(({ workspace }) => workspace.id === workspaceId);
      if (!run || cancelled.includes(workspaceId)) return undefined;
      const isTaken = what === "ignition_claim" && when === "after" && step === run.step;
      const isDone = what === `ignition_complete_step ${run.step}` && when === "before";
      if (run.moment === "taken" ? !isTaken : !isDone) return undefined;
      cancelled.push(workspaceId);
      await sql`select genesis.ignition_cancel(${workspaceId}::uuid, 'user_root')`;
      return undefined;
    };
    for (const { workspace } of runs) await scene.launch(workspace);
    for (const { workspace, step, moment } of runs) {
      const state = await scene.ended(workspace, 90_000, kick);
      const at = `${step}, ${moment}`;
      expect(state, at).toMatchObject({
        status: "failed",
        error_message: "Cancelled",
        rollback_success: true,
      });
      expect(await scene.inventory(workspace), at).toEqual(NOTHING);
    }
    expect(cancelled).toHaveLength(12);

    for (const { workspace } of [runs.at(0), runs.at(-1)] as typeof runs) {
      expect(await scene.launch(workspace)).toMatchObject({ status: 202 });
      expect(await scene.ended(workspace, 60_000, kick)).toMatchObject({ status: "active" });
      expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    }
  });
});

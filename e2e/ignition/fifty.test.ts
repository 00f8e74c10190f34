// Fifty workspaces launched at the same moment: none fails, none doubles, and the control plane adds little.
import { describe, expect, it } from "vitest";
import { createScene, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const COUNT = 50;
/** Milliseconds that may lie between two steps, at the median. */
const BETWEEN_MS = 300;

describe("ignition at scale", { timeout: 240_000 }, () => {
  it("ignites 50 workspaces at once, each with one of everything", async () => {
    const workspaces = [];
    for (let n = 0; n < COUNT; n++) {
      workspaces.push(await scene.workspace());
      await fleet.start(workspaces[n] as (typeof workspaces)[0]);
    }
    await Promise.all(workspaces.map((workspace) => scene.launch(workspace)));
    for (const workspace of workspaces) {
      const state = await scene.ended(workspace, 180_000);
      expect(state, String(state.error_message)).toMatchObject({ status: "active" });
      expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    }
    const retried =
      await world.sql`select operation, error from genesis.ignition_operations where attempt > 1`;
    expect(retried).toEqual([]);
  });

  it("adds no more than 300 ms between two steps of a workspace that ignites alone", async () => {
    const workspace = await scene.workspace();
    await fleet.start(workspace);
    await scene.launch(workspace);
    await scene.ended(workspace);
    const [row] = await world.sql`select percentile_cont(0.5) within group (order by gap_ms) as ms from (
      select extract(epoch from started_at - lag(finished_at) over (order by started_at)) * 1000 as gap_ms
      from genesis.ignition_operations where workspace_id = ${workspace.id}) gaps`;
    expect(Number(row?.ms)).toBeLessThanOrEqual(BETWEEN_MS);
  });
});

// Fifty workspaces launched at the same moment: none fails, none doubles. What it costs is the bench's.
import { describe, expect, it } from "vitest";
import { createScene, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const COUNT = 50;

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
});

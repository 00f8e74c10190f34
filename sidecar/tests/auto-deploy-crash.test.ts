// Killed by SIGKILL while it deploys by itself, at each effect of the fourth workflow: the next start ends in seven.
import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { assembledFor, injectCredentials, writeFolder } from "../testing/operator-files.ts";
import { type ProcessWorld, startProcessWorld } from "../testing/process.ts";
import { eventually } from "../testing/world.ts";

let world: ProcessWorld;
let folder: string;
beforeEach(async () => {
  world = await startProcessWorld();
  await world.startServer();
  await injectCredentials(world.commander);
  await world.end("SIGTERM");
  folder = writeFolder(assembledFor(world.genesis.workspaceId));
});
afterEach(async () => {
  await world.clean();
  rmSync(folder, { recursive: true, force: true });
});

const POINTS = ["createWorkflow", "tagWorkflow"].flatMap((method) => [
  `before ${method} 4`,
  `after ${method} 4`,
]);

it.for(POINTS)("%s: seven, each once, tagged and off", async (point) => {
  await world.dieDeploying(point, folder);
  const { state } = world.simulator;
  expect([world.hasCrashed(), state.workflows.length]).toEqual([
    true,
    point.startsWith("before create") ? 3 : 4,
  ]);
  await world.startServer({ SIDECAR_AUTO_DEPLOY: "true", SIDECAR_AUTO_DEPLOY_DIR: folder });
  await eventually("the rest", () => world.lines.some((line) => line.includes("auto_deploy_done")));
  expect(new Set(state.workflows.map(({ name }) => name)).size).toBe(7);
  const tag = state.tags[0]?.id;
  expect(state.workflows.map(({ active, tags }) => ({ active, tags }))).toEqual(
    Array.from({ length: 7 }, () => ({ active: false, tags: [tag] })),
  );
});

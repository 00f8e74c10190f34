// A workspace whose sidecar deployed by itself, because Genesis could not: the ignition that comes after it takes over
// the same seven objects of n8n, and a restart of the sidecar leaves them as Genesis has them.
import { rmSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { startLocalSidecar } from "../../sidecar/local.ts";
import { startSimulator } from "../../sidecar/simulator/simulator.ts";
import { newId, type SimCredential } from "../../sidecar/simulator/state.ts";
import { CREDENTIALS, writeFolder } from "../../sidecar/testing/operator-files.ts";
import { eventually } from "../../sidecar/testing/world.ts";
import { createScene, ONE_SET } from "./scene.ts";

const simulator = await startSimulator({ publishMs: 20 });
let autoDeployDir = "";
const said: string[] = [];
const scene = await createScene(async (options) => {
  const log = (_level: string, event: string) => void said.push(event);
  const made = await startLocalSidecar({ ...options, engineUrl: simulator.url, autoDeployDir, log });
  return { ...made, simulator };
});
const { fleet, world } = scene;
afterAll(async () => {
  await simulator.stop();
  if (autoDeployDir) rmSync(autoDeployDir, { recursive: true });
});

/** What an operator has put into n8n by hand. */
const byHand = (): SimCredential[] =>
  Object.entries(CREDENTIALS).map(([name, { type, data }]) => {
    const at = new Date().toISOString();
    return { id: newId(), name: `the ${name}`, type, data, createdAt: at, updatedAt: at };
  });
const ids = () => simulator.state.workflows.map(({ id }) => id).sort();

describe("an ignition after the sidecar's own deployment", { timeout: 60_000 }, () => {
  it("ends with exactly seven, the same ones, under Genesis's own ids", async () => {
    const workspace = await scene.workspace();
    const [row] = await world.sql`select genesis.assemble(${workspace.id}::uuid) as assembled`;
    autoDeployDir = writeFolder(row?.assembled);
    simulator.state.credentials.push(...byHand());
    const first = await fleet.start(workspace);
    await eventually("the sidecar's own", () => said.includes("auto_deploy_done"));
    const stood = ids();
    expect([stood.length, simulator.state.workflows.filter(({ active }) => active)]).toEqual([7, []]);

    await scene.launch(workspace);
    expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
    expect((await scene.inventory(workspace)).workflows).toEqual(ONE_SET.workflows);
    expect(ids()).toEqual(stood);
    const mapped = await world.sql`select id, n8n_id from genesis.workflow_map
      where workspace_id = ${workspace.id} and kind = 'workflow'`;
    const names = simulator.state.workflows.map(({ id, name }) => [id, name.slice(-37, -1)]).sort();
    expect(names).toEqual(mapped.map(({ id, n8n_id }) => [n8n_id, id]).sort());

    await first.stop();
    said.length = 0;
    await fleet.start(workspace);
    await eventually("the second start", () => said.includes("auto_deploy_done"));
    expect((await scene.inventory(workspace)).workflows).toEqual(ONE_SET.workflows);
  });
});

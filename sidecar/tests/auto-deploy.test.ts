// SIDECAR_AUTO_DEPLOY: the seven that ignition deploys, once each, switched off; and a later ignition that adopts them.
// Long: ignition's own step runs here over the sidecar, and all scenes compare with what it would deploy.
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Assembled } from "../../supabase/functions/ignition-step/ports.ts";
import type { StepContext } from "../../supabase/functions/ignition-step/steps/step.ts";
import { workflowsDeploying } from "../../supabase/functions/ignition-step/steps/workflows-deploying.ts";
import {
  createMemory,
  createMemoryDatabase,
} from "../../supabase/functions/ignition-step/testing/memory-database.ts";
import { readConfig } from "../src/config.ts";
import {
  assembledFor,
  ignitionsCompiler,
  injectCredentials,
  writeFolder,
} from "../testing/operator-files.ts";
import { eventually, startWorld, type World } from "../testing/world.ts";

let world: World;
let ids: Record<string, string>;
let now: Assembled;
let autoDeployDir: string;
beforeEach(async () => {
  world = await startWorld({ simulator: { publishMs: 5 } });
  ids = await injectCredentials(world);
  now = assembledFor(world.genesis.workspaceId);
  autoDeployDir = writeFolder(now);
});
afterEach(async () => {
  await world.stop();
  rmSync(autoDeployDir, { recursive: true, force: true });
});

interface Listed {
  n8n_id: string;
  map_id: string;
  name: string;
  active: boolean;
  hash: string;
}
const listed = async (): Promise<Listed[]> =>
  (await world.do("LIST_WORKFLOWS")).workflows.sort((a: Listed, b: Listed) => (a.name < b.name ? -1 : 1));
const compiled = (from = now) =>
  ignitionsCompiler(from, ids, async () => {
    throw new Error("no credential is opened");
  });
const wanted = async () =>
  (await compiled()).map(({ name, hash }) => ({ name, hash })).sort((a, b) => (a.name < b.name ? -1 : 1));
const shown = (workflows: Listed[]) => workflows.map(({ name, hash }) => ({ name, hash }));

async function restartWith(folder: string, event = "auto_deploy_done"): Promise<string> {
  world.lines.length = 0;
  await world.restart({ autoDeployDir: folder });
  const line = () => world.lines.find((said) => said.includes(`"${event}"`));
  await eventually(event, () => line() !== undefined);
  return line() as string;
}

/** The step of ignition, over this sidecar. */
async function ignite(from = now): Promise<Record<string, string>> {
  const memory = createMemory();
  const rows: Record<string, string> = {};
  const db = createMemoryDatabase(memory, Date.now);
  const context = {
    db: {
      ...db,
      assemble: async () => from,
      mapList: async () => Object.entries(ids).map(([logical_id, n8n_id]) => ({ logical_id, n8n_id })),
      async mapIntend(_id: string, _kind: string, slug: string) {
        rows[slug] = crypto.randomUUID();
        return { id: rows[slug], n8n_id: null, deployed_hash: null, state: "intended" };
      },
    },
    compile: ignitionsCompiler,
    secrets: { open: async () => null },
    message: { workspace_id: from.workspace.id },
    clock: { now: Date.now },
    until: Date.now() + 60_000,
    sidecarFor: () => ({
      command: (_target: unknown, action: string, payload: object) => world.do(action, payload),
    }),
  } as unknown as StepContext;
  expect(await workflowsDeploying(context)).toHaveProperty("done");
  return rows;
}

describe("the fallback", () => {
  it("deploys nothing unless it is told to, and knows no other word for it", async () => {
    await world.restart();
    expect(await listed()).toEqual([]);
    expect(world.lines.join()).not.toContain("auto_deploy");
    const env = {
      SIDECAR_PORT: "1",
      SIDECAR_STATE_DIR: "/s",
      GENESIS_FUNCTIONS_URL: "http://g.test",
      N8N_URL: "http://n.test",
    };
    const folder = { SIDECAR_AUTO_DEPLOY_DIR: autoDeployDir };
    for (const SIDECAR_AUTO_DEPLOY of ["false", "", undefined])
      expect(readConfig({ ...env, ...folder, SIDECAR_AUTO_DEPLOY }).autoDeployDir).toBeUndefined();
    expect(readConfig({ ...env, ...folder, SIDECAR_AUTO_DEPLOY: "true" }).autoDeployDir).toBe(autoDeployDir);
    expect(() => readConfig({ ...env, SIDECAR_AUTO_DEPLOY: "yes" })).toThrow(
      "SIDECAR_AUTO_DEPLOY: must be true or false",
    );
  });

  it("deploys what ignition deploys, to the hash, switched off; and at every further start nothing", async () => {
    expect(JSON.parse(await restartWith(autoDeployDir))).toMatchObject({ deployed: 7, standing: 0 });
    const first = await listed();
    expect(shown(first)).toEqual(await wanted());
    expect(first.filter(({ active }) => active)).toEqual([]);
    for (const { name, workflow } of await compiled()) {
      const n8n_id = first.find((w) => w.name === name)?.n8n_id;
      const { nodes, connections } = (await world.do("GET_WORKFLOW", { n8n_id })).workflow;
      expect({ nodes, connections }).toEqual({ nodes: workflow.nodes, connections: workflow.connections });
    }
    expect(JSON.parse(await restartWith(autoDeployDir))).toMatchObject({ deployed: 0, standing: 7 });
    expect(await listed()).toEqual(first);
    expect(world.lines.join()).not.toMatch(/the-mail-password|sk-a-model-key|Main Street/);
  });

  it("is adopted by a later ignition, which then rules: exactly seven, also when it starts again", async () => {
    await restartWith(autoDeployDir);
    const before = await listed();
    const rows = await ignite();
    const after = await listed();
    expect(after.map(({ n8n_id }) => n8n_id)).toEqual(before.map(({ n8n_id }) => n8n_id));
    expect(after.map(({ map_id }) => map_id).sort()).toEqual(Object.values(rows).sort());
    for (const { n8n_id } of after) await world.do("ACTIVATE_WORKFLOW", { n8n_id });
    // Renamed in Genesis since: what was made for the campaign is still its own.
    const renamed = writeFolder({ ...now, workspace: { ...now.workspace, name: "Acme Anvils" } });
    expect(JSON.parse(await restartWith(renamed))).toMatchObject({ deployed: 0, standing: 7 });
    expect((await listed()).map(({ name, active }) => ({ name, active }))).toEqual(
      after.map(({ name }) => ({ name, active: true })),
    );
    rmSync(renamed, { recursive: true, force: true });
  });

  it("adds what an ignition did not come to, and leaves what it made; another campaign's is nobody's stand-in", async () => {
    await ignite(assembledFor(now.workspace.id, ["email_1", "opt_out", "reply_tracker"]));
    const other = assembledFor(now.workspace.id, ["email_2"]);
    await ignite({ ...other, campaign: { ...other.campaign, id: crypto.randomUUID() } });
    const made = await listed();
    expect(JSON.parse(await restartWith(autoDeployDir))).toMatchObject({ deployed: 4, standing: 3 });
    expect(await listed()).toHaveLength(8);
    expect(await listed()).toEqual(expect.arrayContaining(made));
  });
});

// SIDECAR_AUTO_DEPLOY beside a workspace's name that leaves no room for the template's: the seven can be told apart, and
// what Genesis made for the campaign is known as its own, also by the name that it gave before it made room.
import { rmSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import type { Assembled } from "../../supabase/functions/ignition-step/ports.ts";
import { nameWith } from "../src/commands/ours.ts";
import {
  assembledFor,
  ignitionsCompiler,
  injectCredentials,
  writeFolder,
} from "../testing/operator-files.ts";
import { eventually, startWorld, type World } from "../testing/world.ts";

let world: World;
let autoDeployDir = "";
afterEach(async () => {
  await world.stop();
  rmSync(autoDeployDir, { recursive: true, force: true });
});

const closed = async (): Promise<unknown> => {
  throw new Error("no credential is opened");
};

async function autoDeployed(): Promise<unknown> {
  world.lines.length = 0;
  await world.restart({ autoDeployDir });
  const line = () => world.lines.find((said) => said.includes('"auto_deploy_done"'));
  await eventually("auto_deploy_done", () => line() !== undefined);
  return JSON.parse(line() as string);
}

it("knows its own and Genesis's, by the name of now and by the one of before", async () => {
  world = await startWorld({ simulator: { publishMs: 5 } });
  const ids = await injectCredentials(world);
  const made = assembledFor(world.genesis.workspaceId);
  const now: Assembled = {
    ...made,
    workspace: { ...made.workspace, name: "Anvils & Sons ".repeat(8).trim() },
  };
  autoDeployDir = writeFolder(now);
  expect(await autoDeployed()).toMatchObject({ deployed: 7, standing: 0 });
  const { workflows } = await world.do("LIST_WORKFLOWS");
  const names: string[] = workflows.map(({ name }: { name: string }) => name);
  const titles = now.templates.map(({ manifest }) => (manifest as { display_name: string }).display_name);
  for (const title of titles) expect(names.filter((name) => name.includes(`] ${title} — `))).toHaveLength(1);

  const { state } = world.sidecar.simulator as NonNullable<World["sidecar"]["simulator"]>;
  for (const { slug, name, workflow, hash } of await ignitionsCompiler(now, ids, closed)) {
    const payload = {
      map_id: crypto.randomUUID(),
      logical_id: slug,
      campaign_id: now.campaign.id,
      name,
      hash,
    };
    await world.do("DEPLOY_WORKFLOW", { ...payload, workflow });
  }
  expect(state.workflows, "adopted").toHaveLength(7);
  expect(await autoDeployed()).toMatchObject({ deployed: 0, standing: 7 });

  const after = world.sidecar.simulator?.state.workflows ?? [];
  for (const [n, w] of after.entries())
    w.name = nameWith(`[${now.workspace.name}] ${titles[n]} — Default`, w.name.slice(-37, -1));
  expect(await autoDeployed()).toMatchObject({ deployed: 0, standing: 7 });
});

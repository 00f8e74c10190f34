// Whoever launches past the page, by the command line's function or by PostgREST, is refused as the page is. What the
// database cannot judge, as only the operator's settings say it, fails in the run's first step, before anything is made.
import { describe, expect, it } from "vitest";
import type { Workspace } from "../support/world.ts";
import { createScene, NOTHING } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { sql } = world;

const chooseServer = ({ id }: Workspace, mode: string) =>
  sql`insert into genesis.droplet_config (workspace_id, mode, region, size, updated_by)
    select ${id}, m, case m when 'local' then null else 'fra1' end, case m when 'local' then null else 's-2vcpu-4gb' end, 'test'
    from (select ${mode}::text as m) x`;

async function says(user: string, name: string, { id }: Workspace, more = {}): Promise<unknown> {
  const { data, error } = await world.asUser(user).rpc(name, { p_workspace_id: id, ...more });
  if (error) throw new Error(`${name}: ${error.message}`);
  return data;
}

/** The run fails where it judges, and neither the database nor a sidecar has heard of it. */
async function failsFirst(workspace: Workspace, words: string): Promise<void> {
  expect(await scene.ended(workspace)).toMatchObject({
    ...{ status: "failed", error_step: "partition_creating", rollback_success: true },
    error_message: expect.stringContaining(words),
  });
  expect(await scene.inventory(workspace)).toEqual(NOTHING);
  expect(fleet.seen.filter(({ workspaceId }) => workspaceId === workspace.id)).toEqual([]);
}

describe("a launch past the page", { timeout: 60_000 }, () => {
  it.each(["owner", "operator"])(
    "by the %s with a stage missing: 422 with the list, nothing begun",
    async (who) => {
      const workspace = await scene.workspace({ without: "imap" });
      const user = who === "owner" ? workspace.owner : "user_root";
      expect(await says(user, "launch_ignition", workspace)).toMatchObject({
        ...{ status: 422, code: "not_ready" },
        missing: [
          { stage: "credentials", field: "imap" },
          { stage: "infrastructure", field: null },
        ],
      });
      expect(await says(user, "ignition_status", workspace)).toEqual({ state: null, operations: [] });
      expect(await scene.inventory(workspace)).toMatchObject({ partitions: 0, mapped: 0 });
    },
  );

  it("to a kind of server that this installation cannot make: fails before anything is made", async () => {
    const workspace = await scene.workspace();
    await chooseServer(workspace, "digitalocean");
    expect(await says(workspace.owner, "launch_ignition", workspace)).toMatchObject({ status: 202 });
    await failsFirst(workspace, "digitalocean");
  });

  it("that lies of what the operator supplies: fails before anything is made, as one that says nothing", async () => {
    const asked = { name: "YOUR_APIFY_TOKEN", type: "text", source: "research", required: true };
    await sql`update genesis.workflow_templates
      set manifest = jsonb_set(manifest, '{placeholders}', manifest -> 'placeholders' || ${sql.json([asked])})
      where slug = 'research_report' and is_current`;
    const [liar, silent] = [await scene.workspace(), await scene.workspace()];
    await Promise.all([chooseServer(liar, "local"), chooseServer(silent, "local")]);
    expect(await says(liar.owner, "launch", liar)).toMatchObject({
      ...{ code: "not_ready", missing: [{ stage: "research", field: "YOUR_APIFY_TOKEN" }] },
    });
    const lie = { p_supplied: ["YOUR_APIFY_TOKEN"] };
    expect(await says(liar.owner, "launch", liar, lie)).toMatchObject({ status: 202 });
    expect(await says("user_root", "launch_ignition", silent)).toMatchObject({ status: 202 });
    for (const each of [liar, silent])
      await failsFirst(each, "Missing apify token — complete the Research stage");
  });
});

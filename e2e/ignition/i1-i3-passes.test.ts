// I1, I2, I3, I6, I7 over the real parts: PostgreSQL, PostgREST, the function in Deno, pg_net's worker, a sidecar.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createScene, NOTHING, ONE_SET, SECRETS } from "./scene.ts";

const scene = await createScene();
const { world, fleet } = scene;
const { sql } = world;

describe("an ignition in local mode", () => {
  it("I1 I2 I6 ends active, with one of each, and takes a lead into the workspace's own partition", async () => {
    const workspace = await scene.workspace();
    const sidecar = await fleet.start(workspace);
    expect(await scene.launch(workspace)).toMatchObject({ status: 202 });
    const state = await scene.ended(workspace);
    expect(state).toMatchObject({ status: "active", current_step: 6, error_message: null });
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);

    const operations = await sql`select operation, attempt, status from genesis.ignition_operations
      where workspace_id = ${workspace.id} order by started_at`;
    expect(operations.map((o) => `${o.operation} ${o.attempt} ${o.status}`)).toEqual(
      [
        "partition_creating",
        "droplet_provisioning",
        "handshake_pending",
        "credentials_injecting",
        "workflows_deploying",
        "activating",
      ].map((step) => `${step} 1 completed`),
    );
    const deployed = JSON.stringify(sidecar.simulator?.state.workflows);
    expect(deployed.match(/YOUR_[A-Z0-9_]+/g)).toBeNull();
    expect(deployed).toContain(JSON.stringify('A "quoted" $& {{company}}').slice(1, -1));

    const rows = [{ email: "lead@prospects.test" }];
    const asked = { p_workspace_id: workspace.id, p_campaign_id: null, p_rows: rows };
    const said = await world
      .asUser(workspace.owner)
      .rpc("leads_import", { ...asked, p_file_name: "f", p_source: "s", p_lawful_basis: "b" });
    expect(said.error).toBeNull();
    const found =
      await sql`select tableoid::regclass::text as name from genesis.leads where workspace_id = ${workspace.id}`;
    expect(found.map((r) => r.name)).toEqual([`genesis.${state.partition_name}`]);
  });

  it("S12 leaves no secret in the queue, the trail, the log, or what pg_net was given", async () => {
    const workspace = await scene.workspace();
    await fleet.start(workspace);
    await scene.launch(workspace);
    expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
    const { id } = workspace;
    const told = [
      await sql`select message from pgmq.a_ignition`,
      await sql`select * from genesis.ignition_operations where workspace_id = ${id}`,
      await sql`select * from genesis.ignition_state where workspace_id = ${id}`,
      readFileSync(join(world.stack.home.logs, "functions.log"), "utf8"),
      await sql`select reason, metadata from public.governance_audit_log where workspace_id = ${id}`,
      await sql`select content from net._http_response`,
    ].map((part) => JSON.stringify(part));
    const held = fleet.sidecars.get(id)?.simulator?.state.credentials ?? [];
    const token = held.map(({ data }) => (data as { value?: string }).value).find((value) => value);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    for (const secret of [token, SECRETS.smtp?.password, SECRETS.openai_api?.api_key])
      for (const part of told) expect(part).not.toContain(secret);
    for (const part of told.slice(0, 4)) expect(part).toContain(id);
  });

  it("I3 launched twice at the same moment is one run; launched again it is active already", async () => {
    const workspace = await scene.workspace();
    await fleet.start(workspace);
    const said = await Promise.all([1, 2, 3, 4].map(() => scene.launch(workspace)));
    expect(said.map((s) => s.status).sort()).toEqual([202, 409, 409, 409]);
    expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
    expect(await scene.launch(workspace)).toMatchObject({ status: 200, already_active: true });
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
  });

  it("I7 names a missing credential before anything is made", async () => {
    const workspace = await scene.workspace({ without: "openai_api" });
    await fleet.start(workspace);
    await scene.launch(workspace);
    const state = await scene.ended(workspace);
    expect(state).toMatchObject({
      status: "failed",
      error_step: "partition_creating",
      rollback_success: true,
    });
    expect(state.error_message).toBe(
      "Template 'Research Report' requires credential type 'openai_api' but none was provided",
    );
    expect(await scene.inventory(workspace)).toEqual({ ...NOTHING, vault: ["imap", "smtp"] });
    expect(fleet.seen.filter(({ workspaceId }) => workspaceId === workspace.id)).toEqual([]);
  });
});

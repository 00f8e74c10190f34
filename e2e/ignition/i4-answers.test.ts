// I4 where what comes back is nothing, or nothing that can be read: a model's provider that accepts and never answers,
// a proxy's page in the place of the sidecar's answer.
import { describe, expect, it } from "vitest";
import type { Passing } from "./fleet.ts";
import { createScene, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { sql } = world;

const operations = (id: string, step: string) =>
  sql`select attempt, status, result from genesis.ignition_operations
    where workspace_id = ${id} and operation = ${step} order by attempt`;

describe("an answer that does not come, or is none", { timeout: 60_000 }, () => {
  it("I4 a hang of the model's provider is no fault of its key: the run goes on, and says what nobody tested", async () => {
    const workspace = await scene.ready();
    const sidecar = fleet.sidecars.get(workspace.id);
    sidecar?.simulator?.setFaults({
      rules: [{ match: "^POST /api/v1/credentials/[^/]+/test$", fault: "hang", after: 0 }],
    });
    await scene.launch(workspace);
    expect(await scene.ended(workspace, 40_000)).toMatchObject({ status: "active", error_message: null });
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    expect(await operations(workspace.id, "credentials_injecting")).toMatchObject([
      { attempt: 1, status: "completed", result: { untested: ["openai_api"] } },
    ]);
    const asked = fleet.seen.filter((p) => p.workspaceId === workspace.id && p.when === "before");
    expect(asked.filter(({ what }) => what === "TEST_CREDENTIAL")).toHaveLength(1);
    const order = asked.map(({ what }) => what);
    expect(order.indexOf("TEST_CREDENTIAL")).toBeGreaterThan(order.lastIndexOf("INJECT_CREDENTIAL"));
  });

  it("I4 a page in the place of each command's first answer costs nothing, and nothing is made twice", async () => {
    const workspace = await scene.ready();
    const struck = new Set<string>();
    fleet.judge = ({ workspaceId, what, when }: Passing) => {
      if (workspaceId !== workspace.id || when === "before" || struck.has(what) || !/_/.test(what))
        return undefined;
      struck.add(what);
      return 200;
    };
    await scene.launch(workspace);
    expect(await scene.ended(workspace, 40_000)).toMatchObject({ status: "active", error_message: null });
    fleet.judge = () => undefined;
    expect([...struck].sort()).toEqual([
      "ACTIVATE_WORKFLOW",
      "DEPLOY_WORKFLOW",
      "INJECT_CREDENTIAL",
      "TEST_CREDENTIAL",
    ]);
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    const failed = await sql`select operation, error from genesis.ignition_operations
      where workspace_id = ${workspace.id} and status = 'failed'`;
    expect(failed).toEqual([]);
  });

  it("I4 a page that stays for a while in the rollback's way leaves nothing", async () => {
    const workspace = await scene.ready();
    let pages = 0;
    fleet.judge = ({ workspaceId, what, when }: Passing) => {
      if (workspaceId !== workspace.id || when === "after") return undefined;
      if (what === "ACTIVATE_WORKFLOW") return 400;
      return what === "DEACTIVATE_WORKFLOW" && ++pages <= 3 ? 200 : undefined;
    };
    await scene.launch(workspace);
    const state = await scene.ended(workspace, 40_000);
    fleet.judge = () => undefined;
    expect(state).toMatchObject({ status: "failed", error_step: "activating", rollback_success: true });
    expect(await operations(workspace.id, "rollback_workflows")).toMatchObject([
      { attempt: 1, status: "failed" },
      { attempt: 2, status: "completed" },
    ]);
    expect((await scene.inventory(workspace)).workflows).toEqual([]);
  });
});

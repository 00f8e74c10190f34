// The commands' worker over the real parts: what the control plane wants of a sidecar arrives there, in order, also
// when the sidecar was away; a freeze ends an ignition and what is on.
import { describe, expect, it } from "vitest";
import type { Workspace } from "../support/world.ts";
import { createScene, NOTHING } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { sql } = world;

async function active(): Promise<Workspace> {
  const workspace = await scene.workspace();
  await fleet.start(workspace);
  await scene.launch(workspace);
  expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
  return workspace;
}

const enqueue = async ({ id }: Workspace, action: string): Promise<number> => {
  const [row] = await sql`select private.command_enqueue(${id}::uuid, ${action}) as seq`;
  return Number(row?.seq);
};

async function settled({ id }: Workspace, seq: number, limitMs = 20_000): Promise<Record<string, unknown>> {
  for (const end = Date.now() + limitMs; ; await new Promise((done) => setTimeout(done, 100))) {
    const [row] = await sql`select * from genesis.commands where workspace_id = ${id} and seq = ${seq}`;
    if (row?.finished_at) return row;
    if (Date.now() > end) throw new Error(`not settled: ${JSON.stringify(row)}`);
  }
}

const on = ({ id }: Workspace): string[] =>
  (fleet.sidecars.get(id)?.simulator?.state.workflows ?? [])
    .filter((w) => w.active)
    .map((w) => w.name.replace(/^\[Test\] (.*) — .*$/, "$1"))
    .sort();

describe("a command", { timeout: 60_000 }, () => {
  it("A1 pauses the workflows that call a model, and switches them on again", async () => {
    const workspace = await active();
    const all = on(workspace);
    expect(all).toHaveLength(7);
    expect(await settled(workspace, await enqueue(workspace, "pause_llm_workflows"))).toMatchObject({
      status: "done",
    });
    expect(on(workspace)).toEqual(all.filter((name) => name !== "Research Report"));
    expect(await settled(workspace, await enqueue(workspace, "resume_llm_workflows"))).toMatchObject({
      status: "done",
    });
    expect(on(workspace)).toEqual(all);
  });

  it("waits for a sidecar that is away, keeps its order, and is done when it comes back", async () => {
    const workspace = await active();
    const done: string[] = [];
    let away = 2;
    fleet.judge = ({ workspaceId, what, when }) => {
      if (workspaceId !== workspace.id || when !== "before") return undefined;
      if (away-- > 0) return 400 + 100; // a failure that is for another reading
      done.push(what);
      return undefined;
    };
    const [first, second] = [
      await enqueue(workspace, "pause_llm_workflows"),
      await enqueue(workspace, "stop_executions"),
    ];
    expect(await settled(workspace, second)).toMatchObject({ status: "done", attempts: 1 });
    expect(await settled(workspace, first)).toMatchObject({ status: "done", attempts: 3 });
    expect(done).toEqual(["DEACTIVATE_WORKFLOW", "STOP_EXECUTIONS"]);
    fleet.judge = () => undefined;
  });

  it("W3 a freeze switches everything off and stages it; one while it ignites unmakes the run", async () => {
    const workspace = await active();
    const freshly = await scene.workspace();
    await fleet.start(freshly);
    fleet.judge = async ({ workspaceId, what, when }) => {
      if (workspaceId !== freshly.id || what !== "DEPLOY_WORKFLOW" || when !== "before") return undefined;
      fleet.judge = () => undefined;
      await world.freeze(freshly);
      return undefined;
    };
    await scene.launch(freshly);
    await world.freeze(workspace);
    for (const end = Date.now() + 20_000; on(workspace).length > 0 && Date.now() < end; )
      await new Promise((done) => setTimeout(done, 100));
    expect(on(workspace)).toEqual([]);
    const stages = () =>
      sql`select stage from genesis.freeze_stages where workspace_id = ${workspace.id} order by at`;
    for (const end = Date.now() + 10_000; (await stages()).length < 5 && Date.now() < end; )
      await new Promise((done) => setTimeout(done, 100));
    expect((await stages()).map((s) => s.stage)).toEqual([
      "requested",
      "enforced_in_database",
      "workflows_off",
      "executions_drained",
      "verified",
    ]);

    const state = await scene.ended(freshly, 30_000);
    expect(state).toMatchObject({ status: "failed", rollback_success: true, error_message: "Cancelled" });
    expect(await scene.inventory(freshly)).toEqual(NOTHING);
  });
});

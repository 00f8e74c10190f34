// W4 on the simulator: open again with another token, everything off until it is asked for, then exactly that.
// (One file, because a stack of its own takes longer than its tests.)
import { describe, expect, it } from "vitest";
import { createScene } from "../ignition/scene.ts";
import { aCost, anEvent } from "../support/items.ts";
import type { Workspace } from "../support/world.ts";
import { on, running, tokenOf } from "./engine.ts";
import { createLive, WORKFLOWS } from "./live.ts";
import { createOperator, isVerified } from "./operator.ts";

const scene = await createScene();
const { fleet, world } = scene;
const operator = createOperator(world);
const { workspace: active, minutesLater } = createLive(scene);
const today = new Date().toISOString().slice(0, 10);

const dashboard = (workspace: Workspace) =>
  world.asUser(workspace.owner).rpc("dashboard_aggregate", {
    p_workspace_id: workspace.id,
    p_from_day: today,
    p_to_day: today,
  });

/** Waits until nothing is asked of the sidecar any more. */
const told = (workspace: Workspace) =>
  operator.until(
    workspace,
    ({ commands }) => commands.every(({ finished_at }) => finished_at !== null),
    () => minutesLater(workspace),
  );

describe("W4 an unfreeze", { timeout: 120_000 }, () => {
  it("W4 old token refused, new one in n8n, dashboard open, kept events applied, workflows off until asked for", async () => {
    const workspace = await active();
    const before = String(tokenOf(fleet, workspace));
    await operator.freeze(workspace);
    await operator.until(workspace, isVerified, () => minutesLater(workspace));
    const kept = anEvent({ event_type: "replied" });
    expect((await world.post("/events", workspace, kept, before)).status).toBe(403);
    expect((await world.post("/cost-events", workspace, aCost(), before)).status).toBe(403);
    expect((await operator.show(workspace)).quarantined).toEqual({ events: 1, costs: 1 });
    expect((await dashboard(workspace)).status).toBe(403);

    const opened = await operator.unfreeze(workspace);
    expect(opened.json).toEqual({
      epoch: 3,
      quarantine_applied: 2,
      quarantine_waiting: 0,
      reactivating: [],
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect((await world.post("/events", workspace, anEvent(), before)).status).toBe(401);
    const { data } = await dashboard(workspace);
    expect(data.totals, "what n8n reported meanwhile").toMatchObject({ replies: 1 });

    const { stages, would_start } = await told(workspace);
    expect(stages.at(-1)).toMatchObject({ stage: "unfrozen", detail: { by: "user_root" } });
    const after = String(tokenOf(fleet, workspace));
    expect(after).toMatch(/^[0-9a-f]{64}$/);
    expect(after).not.toBe(before);
    expect((await world.post("/events", workspace, anEvent(), after)).status).toBe(200);
    expect((await world.post("/events", workspace, kept, after)).json).toMatchObject({ deduped: true });
    expect(on(fleet, workspace)).toEqual([]);
    expect(running(fleet, workspace)).toBe(0);
    expect(would_start.flatMap(({ workflows }) => workflows)).toHaveLength(WORKFLOWS);

    const two = would_start.flatMap(({ workflows }) => workflows).slice(0, 2);
    const asked = await operator.reactivate(
      workspace,
      two.map(({ id }) => id),
    );
    expect(asked.json.reactivating).toEqual(two.map(({ id }) => id));
    const rest = await told(workspace);
    const plain = (name: string): string => name.replace(/^\[Test\] (.*?) — .*$/, "$1");
    expect(on(fleet, workspace)).toEqual(two.map(({ name }) => plain(name)).sort());
    expect(rest.would_start.flatMap(({ workflows }) => workflows)).toHaveLength(WORKFLOWS - 2);
  });

  it("W4 with everything that ran, but not what was off before the freeze", async () => {
    const workspace = await active();
    const simulator = fleet.sidecars.get(workspace.id)?.simulator?.state;
    const off = simulator?.workflows.find(({ name }) => name.includes("Research"));
    Object.assign(off ?? {}, { active: false, publication: "not_published" });
    const ran = on(fleet, workspace);
    expect(ran).toHaveLength(WORKFLOWS - 1);
    await operator.freeze(workspace);
    await operator.until(workspace, isVerified, () => minutesLater(workspace));
    expect(on(fleet, workspace)).toEqual([]);
    const { json } = await operator.unfreeze(workspace, "true");
    expect(json.reactivating).toHaveLength(WORKFLOWS - 1);
    await told(workspace);
    expect(on(fleet, workspace)).toEqual(ran);
  });

  it("W4 unfrozen while the sidecar is away: off first, then the token, then what was asked for", async () => {
    const workspace = await active();
    const before = tokenOf(fleet, workspace);
    fleet.judge = ({ workspaceId }) => (workspaceId === workspace.id ? "drop" : undefined);
    await operator.freeze(workspace);
    const seen: string[] = [];
    const [campaign] = (await operator.show(workspace)).would_start;
    expect(
      (await operator.unfreeze(workspace, String(campaign?.campaign_id))).json.reactivating,
    ).toHaveLength(WORKFLOWS);
    expect(tokenOf(fleet, workspace)).toBe(before);
    fleet.judge = ({ workspaceId, what, when }) => {
      if (workspaceId === workspace.id && when === "after") seen.push(what);
      return undefined;
    };
    await told(workspace);
    expect([...new Set(seen)]).toEqual([
      "LIST_WORKFLOWS",
      "DEACTIVATE_ALL_WORKFLOWS",
      "STOP_EXECUTIONS",
      "ROTATE_WEBHOOK_TOKEN",
      "ACTIVATE_WORKFLOWS",
    ]);
    expect(tokenOf(fleet, workspace)).not.toBe(before);
    expect(on(fleet, workspace)).toHaveLength(WORKFLOWS);
    expect(running(fleet, workspace)).toBe(0);
    fleet.judge = () => undefined;
  });
});

// A sidecar that dies for good while its run is unmade: people hear it soon, with the name of each object that is left;
// the next launch finds the sidecar where it is by then, and finishes the cleaning before it begins.
import { describe, expect, it } from "vitest";
import { createScene, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { sql } = world;

describe("a rollback whose sidecar is gone", { timeout: 90_000 }, () => {
  it("I4 ends unclean, names what is left; the next launch cleans first", async () => {
    // Two attempts in place of five: each takes the client's own four tries, 7 s.
    await sql`update private.ignition_steps set attempts_local = 2 where attempts_local is not null`;
    const workspace = await scene.ready();
    let isDead = false;
    fleet.judge = ({ what, when }) => {
      if (isDead) return "drop";
      if (what !== "ACTIVATE_WORKFLOW" || when === "after") return undefined;
      isDead = true;
      return 400;
    };
    await scene.launch(workspace);
    const state = await scene.ended(workspace, 60_000);
    expect(state).toMatchObject({ status: "failed", error_step: "activating", rollback_success: false });
    const { left } = state.error_detail as { left: { step: string; objects: Record<string, string>[] } };
    expect(left.step).toBe("rollback_workflows");

    // By the names and ids that n8n itself has.
    const there = fleet.sidecars.get(workspace.id)?.simulator?.state;
    const ids = [...(there?.workflows ?? []), ...(there?.credentials ?? [])].map(({ id }) => id);
    expect(left.objects.flatMap(({ n8n_id }) => n8n_id ?? []).sort()).toEqual(ids.sort());
    for (const { name, n8n_id, kind } of left.objects.filter((o) => o.n8n_id)) {
      const objects = kind === "workflow" ? there?.workflows : there?.credentials;
      const mark = /\[genesis:[0-9a-f-]{36}\]$/.exec(name ?? "")?.[0] ?? "no mark";
      expect(objects?.find(({ id }) => id === n8n_id)?.name).toContain(mark);
    }
    expect(left.objects.slice(11)).toMatchObject([
      { kind: "stored credential", name: "webhook" },
      { kind: "partition", name: expect.stringMatching(/^genesis\.leads_p_/) },
    ]);
    const alarms = await sql`select severity from genesis.alarms
      where dedupe_key = ${`rollback:${workspace.id}`} and cleared_at is null`;
    expect(alarms).toHaveLength(1);

    // It is started again, elsewhere: the address that the run had is nobody's.
    await sql`update genesis.partition_registry set sidecar_url = 'http://127.0.0.1:1' where workspace_id = ${workspace.id}`;
    fleet.judge = () => undefined;
    const seen = fleet.seen.length;
    expect(await scene.launch(workspace)).toMatchObject({ status: 202 });
    expect(await scene.ended(workspace, 40_000)).toMatchObject({ status: "active" });
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    const open = await sql`select kind from genesis.alarms
      where dedupe_key = ${`rollback:${workspace.id}`} and cleared_at is null`;
    expect(open, "what was left is gone, and the alarm with it").toHaveLength(0);
    const done = fleet.seen.slice(seen).filter(({ when }) => when === "before");
    const count = (action: string) => done.filter(({ what }) => what === action).length;
    expect([count("DELETE_WORKFLOW"), count("DELETE_CREDENTIAL"), count("DEPLOY_WORKFLOW")]).toEqual([
      7, 4, 7,
    ]);
  });
});

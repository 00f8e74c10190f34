// I4 in the step that makes the partition, over the real parts: a lock that is held for a moment, a name that is taken.
import { describe, expect, it } from "vitest";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { world } = scene;
const { sql } = world;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe("trouble with the partition", { timeout: 60_000 }, () => {
  it("I4 a lock on the leads that is held for a moment costs an attempt, and no more", async () => {
    const workspace = await scene.ready();
    await sql.begin(async (tx) => {
      await tx`lock table genesis.leads in share row exclusive mode`;
      await scene.launch(workspace);
      await pause(4_000); // longer than the step waits for it
    });
    expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    const tries = await sql`select attempt, status, error from genesis.ignition_operations
      where workspace_id = ${workspace.id} and operation = 'partition_creating' order by attempt`;
    expect(tries).toMatchObject([
      { attempt: 1, status: "failed", error: expect.stringMatching(/database/) },
      { attempt: 2, status: "completed" },
    ]);
  });

  it("I4 a name that something else has is told at once, and leaves that alone", async () => {
    const workspace = await scene.ready();
    const names =
      await sql`select private.partition_name_for(${workspace.id}::uuid, ${workspace.slug}, hashed) as name
      from unnest(array[false, true]) hashed`;
    for (const { name } of names) await sql`create table genesis.${sql(name)} (somebodys int)`;
    await scene.launch(workspace);
    const state = await scene.ended(workspace);
    expect(state).toMatchObject({
      status: "failed",
      error_step: "partition_creating",
      rollback_success: true,
    });
    expect(state.error_message).toContain(`genesis.${names[0]?.name}`);
    expect(state.error_message).toContain("belong to something else");
    expect(await scene.inventory(workspace)).toEqual(NOTHING);
    for (const { name } of names) expect(await sql`select somebodys from genesis.${sql(name)}`).toEqual([]);
    const tries = await sql`select 1 from genesis.ignition_operations
      where workspace_id = ${workspace.id} and operation = 'partition_creating'`;
    expect(tries).toHaveLength(1);

    for (const { name } of names) await sql`drop table genesis.${sql(name)}`;
    expect(await scene.launch(workspace)).toMatchObject({ status: 202 });
    expect(await scene.ended(workspace)).toMatchObject({ status: "active" });
  });
});

// Partitions come and go beside tenants at work: none waits for it, and a drop that cannot have its locks says so.
import { expect, it } from "vitest";
import { realStack } from "../_shared/testing/real-stack.ts";

it("making a partition stops nobody; dropping one waits at most twice 2 s and is then tried again", async () => {
  const real = realStack();
  const [busy, fresh] = [await real.workspace(), await real.workspace()];
  const [one, two] = [await real.sql.reserve(), await real.sql.reserve()];
  const outcome = async (session: typeof one, call: string, id: string) =>
    (await session`select ${session.unsafe(call)}(${id}::uuid) as outcome`)[0]?.outcome;
  const insert = (session: typeof one, email: string) =>
    session`insert into genesis.leads (workspace_id, email) values (${busy.id}, ${email})`;
  try {
    await outcome(one, "genesis.partition_create", busy.id);
    await one`begin`;
    await insert(one, "a@example.com"); // holds locks on its partition and on the parent
    await two`begin`;
    expect(await outcome(two, "genesis.partition_create", fresh.id)).toMatchObject({ outcome: "created" });
    await insert(one, "b@example.com"); // while the new partition is not committed
    await two`commit`;

    const started = performance.now();
    expect(await outcome(two, "genesis.partition_drop", fresh.id)).toMatchObject({
      status: 503,
      code: "partition_busy",
    });
    expect(performance.now() - started).toBeLessThan(7_000); // PostgREST's calls end after 8 s
    const [still] = await two`select genesis.leads_table(${fresh.id}::uuid) as name`;
    expect(still?.name).toMatch(/^genesis\.leads_p_/);
    await one`rollback`;
    expect(await outcome(two, "genesis.partition_drop", fresh.id)).toMatchObject({ outcome: "dropped" });
    expect(await outcome(two, "genesis.partition_drop", busy.id)).toMatchObject({ outcome: "dropped" });
  } finally {
    one.release();
    two.release();
    await real.close();
  }
});

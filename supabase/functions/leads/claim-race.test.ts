// Two database sessions claim at once: the second takes what the first left, without waiting for it.
import { randomUUID } from "node:crypto";
import type { ReservedSql } from "postgres";
import { expect, it } from "vitest";
import { realStack } from "../_shared/testing/real-stack.ts";

it("two open transactions never claim the same lead", async () => {
  const real = realStack();
  const { id } = await real.workspace();
  const campaign = randomUUID();
  const claim = async (session: ReservedSql, run: string): Promise<string[]> => {
    await session`select private.enter(array[${id}::uuid])`;
    const args = { campaign_id: campaign, purpose: "research", claimed_by: run, limit: 3 };
    const [row] = await session`select private.leads_claim(${id}::uuid, ${session.json(args)}) as outcome`;
    return row?.outcome.leads.map((lead: { email: string }) => lead.email);
  };
  const [one, two] = [await real.sql.reserve(), await real.sql.reserve()];
  try {
    await one`select genesis.partition_create(${id}::uuid)`;
    await one`insert into public.campaigns (workspace_id, id, name, status) values (${id}, ${campaign}, 'C', 'active')`;
    await one`insert into genesis.leads (workspace_id, campaign_id, email, next_due_at)
      select ${id}::uuid, ${campaign}::uuid, n || '@race.test', now() from generate_series(1, 5) n`;
    await one`begin`;
    await two`begin`;
    await two`set local lock_timeout = '1s'`;
    const first = await claim(one, "one");
    const second = await claim(two, "two"); // while `one` has not committed
    expect([first.length, second.length]).toEqual([3, 2]);
    expect(new Set([...first, ...second]).size).toBe(5);
    await one`rollback`;
    await two`commit`;
    await two`begin`;
    expect((await claim(two, "three")).sort()).toEqual([...first].sort()); // what was rolled back is free again
    await two`rollback`;
    await one`delete from genesis.leads where workspace_id = ${id}`;
    await one`select genesis.partition_drop(${id}::uuid)`;
  } finally {
    one.release();
    two.release();
    await real.close();
  }
});

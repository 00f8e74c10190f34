// A workspace as the wizard leaves it, made over HTTP: for tests of what comes after the wizard.
import { randomUUID } from "node:crypto";
import { STAGES } from "../../onboarding/walk.ts";
import type { World } from "../../support/world.ts";

export interface Ready {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** A new workspace of this person's; `stages: false` leaves the wizard untouched. */
export async function readyWorkspace(
  world: World,
  owner: string,
  { name = "Nova Pumps", stages = true } = {},
): Promise<Ready> {
  const slug = `nova-${randomUUID().slice(0, 8)}`;
  const made = await world.asUser(owner).rpc("create_workspace", { p_name: name, p_slug: slug });
  if (made.error) throw new Error(made.error.message);
  const { id } = made.data as { id: string };
  const caller = world.caller();
  for (const [stage, path, body] of stages ? STAGES : []) {
    const headers = { authorization: `Bearer ${await world.stack.sessionToken(owner)}` };
    const answer = await caller.send(`/onboarding${path}`, { headers, body: { workspace_id: id, ...body } });
    if (answer.status !== 200) throw new Error(`${stage}: ${answer.status} ${answer.text}`);
  }
  return { id, slug, name };
}

/** Something else has the names that the leads' partition may take, until the answer is called. */
export async function takeName({ sql }: World, { id, slug }: Ready): Promise<() => Promise<void>> {
  const rows = await sql`select private.partition_name_for(${id}::uuid, ${slug}, hashed) as name
    from unnest(array[false, true]) hashed`;
  for (const { name } of rows) await sql`create table genesis.${sql(name)} (somebodys int)`;
  return async () => {
    for (const { name } of rows) await sql`drop table genesis.${sql(name)}`;
  };
}

/** The leads are locked, so that no partition is made or dropped, until the answer is called. */
export async function lockLeads({ sql }: World): Promise<() => Promise<void>> {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: taken, resolve: took } = Promise.withResolvers<void>();
  const over = sql.begin(async (tx) => {
    await tx`lock table genesis.leads in share row exclusive mode`;
    took();
    await held;
  });
  await Promise.race([taken, over]);
  return async () => {
    release();
    await over;
  };
}

// The bench's tenants: four workspaces with 200 campaigns, of which the first workspace has 140, so that one tenant
// is large and its dashboard reads most of the rows.
import { createHash } from "node:crypto";
import type { BenchStack } from "../stack.ts";

export interface Tenant {
  readonly id: string;
  readonly token: string;
  readonly campaigns: readonly string[];
}

/** A member of every workspace of the bench. */
export const MEMBER = "user_alice";
const CAMPAIGNS = [140, 20, 20, 20] as const;

const workspaceId = (nth: number): string => `be000000-0000-4000-8000-00000000000${nth}`;
const campaignId = (nth: number): string => `be000000-0000-4000-8000-${String(nth).padStart(12, "0")}`;

export function tenants(): Tenant[] {
  let made = 0;
  return CAMPAIGNS.map((count, i) => ({
    id: workspaceId(i + 1),
    token: createHash("sha256")
      .update(`bench ${i + 1}`)
      .digest("hex"),
    campaigns: Array.from({ length: count }, () => campaignId(1000 + ++made)),
  }));
}

/** Makes the tenants, lifts the rate limits (they are not what is measured) and stops the jobs of the clock. */
export async function makeTenants({ sql }: BenchStack): Promise<Tenant[]> {
  const all = tenants();
  await sql`update genesis.settings set value = 1e9 where name like 'rate_%'`;
  await sql`select cron.unschedule(jobid) from cron.job where jobname like 'genesis-%'`;
  for (const [i, { id, token, campaigns }] of all.entries()) {
    await sql`insert into public.workspaces (id, slug, name, plan, time_zone, created_by)
      values (${id}, ${`bench-${i + 1}`}, ${`Bench ${i + 1}`}, 'enterprise', 'Europe/Berlin', 'bench') on conflict do nothing`;
    await sql`insert into public.user_workspaces (workspace_id, user_id, role)
      values (${id}, ${MEMBER}, 'owner') on conflict do nothing`;
    await sql`insert into public.campaign_groups (workspace_id, id, name)
      select ${id}::uuid, (${id.slice(0, 24)} || lpad(g::text, 12, '0'))::uuid, 'Group ' || g
      from generate_series(1, 4) as g on conflict do nothing`;
    await sql`insert into public.campaigns (workspace_id, id, name, status, campaign_group_id)
      select ${id}::uuid, c::uuid, 'Campaign ' || n, 'active', (${id.slice(0, 24)} || lpad((1 + n % 4)::text, 12, '0'))::uuid
      from unnest(${campaigns as string[]}::text[]) with ordinality as t (c, n) on conflict do nothing`;
    const hash = createHash("sha256").update(token).digest();
    await sql`select genesis.webhook_token_set(${id}::uuid, ${hash}::bytea, interval '0')`;
  }
  return all;
}

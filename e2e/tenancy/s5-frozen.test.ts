import { beforeAll, describe, expect, it } from "vitest";
import { aCost, anEvent } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
const today = new Date().toISOString().slice(0, 10);
const days = { p_from_day: today, p_to_day: today };
let workspace: Workspace;
let tables: { schema: string; table: string; columns: string }[];

/** How many rows of each tenant table its member reads. */
async function visible(): Promise<Record<string, number>> {
  const member = world.asUser(workspace.owner);
  const seen: Record<string, number> = {};
  for (const { schema, table, columns } of tables) {
    const { data, error } = await member.schema(schema).from(table).select(columns).limit(5);
    if (error) throw new Error(`${schema}.${table}: ${error.code} ${error.message}`);
    seen[`${schema}.${table}`] = data.length;
  }
  return seen;
}

beforeAll(async () => {
  workspace = await world.workspace();
  // From the catalogue, so that a new table is looked at too; of each the columns that people may read.
  tables = await world.sql`
    select n.nspname as schema, c.relname as table, string_agg(quote_ident(a.attname), ',') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname in ('public', 'genesis') and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
      and has_column_privilege('authenticated', c.oid, a.attnum, 'select')
    group by 1, 2 having bool_or(a.attname = 'workspace_id') order by 1, 2`;
  await world.post("/events", workspace, anEvent({ event_type: "replied" }));
  await world.post("/cost-events", workspace, aCost());
});

describe("S5 a frozen workspace as its member", () => {
  it("S5 before the freeze the member sees rows and the dashboard", async () => {
    const seen = await visible();
    for (const table of ["email_events", "llm_usage", "contacts", "notifications", "user_workspaces"]) {
      expect(seen[`public.${table}`], table).toBeGreaterThan(0);
    }
    const asked = { p_workspace_id: workspace.id, ...days };
    const { data, error } = await world.asUser(workspace.owner).rpc("dashboard_aggregate", asked);
    expect(error).toBeNull();
    expect(data.totals).toMatchObject({ replies: 1 });
  });

  it("S5 after it: dashboard 403, every table empty, and the banner's row alone", async () => {
    await world.freeze(workspace);
    const member = world.asUser(workspace.owner);
    const asked = { p_workspace_id: workspace.id, ...days };
    const dashboard = await member.rpc("dashboard_aggregate", asked);
    expect(dashboard.status).toBe(403);
    expect(dashboard.error).toMatchObject({ code: "PT403", message: "Workspace is frozen" });

    const seen = await visible();
    expect(Object.keys(seen).length).toBeGreaterThan(20);
    expect(Object.entries(seen).filter(([, rows]) => rows !== 0)).toEqual([]);

    const banner = await member.from("workspaces").select("id, status, freeze_reason");
    expect(banner.data).toEqual([{ id: workspace.id, status: "frozen", freeze_reason: "a test freezes it" }]);
  });
});

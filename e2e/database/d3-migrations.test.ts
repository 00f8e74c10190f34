import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withoutPartitions } from "../../cli/partition-types.ts";
import { migrationFiles, supabaseCli } from "../../stack/migrations.ts";
import { FUNCTIONS_DIR } from "../../stack/paths.ts";
import { readProjectConfig } from "../../stack/project-config.ts";
import { createWorld } from "../support/world.ts";

const world = createWorld();
const remote = `--remote=${world.stack.info.db_url}`;
const push = () => supabaseCli(["db", "push", remote, "--yes", "--include-seed"]);

/** All that a migration could have changed, as one hash. */
async function fingerprint(): Promise<unknown> {
  const [row] = await world.sql`
    with ours as (select oid, nspname from pg_namespace where nspname in ('public', 'genesis', 'private')), parts as (
      select 'function', pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '') || p.proowner::text
      from pg_proc p join ours on ours.oid = p.pronamespace where p.prokind = 'f'
      union all select 'column', format('%s %s %s %s', c.oid::regclass, a.attname, a.atttypid::regtype, a.attacl)
      from pg_attribute a join pg_class c on c.oid = a.attrelid join ours on ours.oid = c.relnamespace
      where c.relname not like 'leads_p_%'
      union all select 'table', format('%s %s %s', c.oid::regclass, c.relacl, c.relowner) from pg_class c
      join ours on ours.oid = c.relnamespace where c.relname not like 'leads_p_%'
      union all select 'policy', to_jsonb(p)::text from pg_policies p where p.schemaname in (select nspname from ours)
      union all select 'job', format('%s %s %s', jobname, schedule, command) from cron.job
      union all select 'migration', version from supabase_migrations.schema_migrations)
    select count(*)::int as parts, md5(string_agg(kind || text, '' order by kind, text collate "C")) as hash
    from parts as p (kind, text)`;
  return row;
}

describe("D3", () => {
  it("D3 the real CLI pushed every migration as postgres, which is no superuser, and a second push changes nothing", async () => {
    const [role] =
      await world.sql`select current_user as name, rolsuper from pg_roles where rolname = current_user`;
    expect(role).toEqual({ name: "postgres", rolsuper: false });
    const applied =
      await world.sql`select version from supabase_migrations.schema_migrations order by version`;
    expect(applied.map((r) => r.version)).toEqual(migrationFiles().map((name) => name.split("_")[0]));

    const before = await fingerprint();
    expect(await push()).toContain("up to date");
    expect(await fingerprint()).toEqual(before);
  }, 60_000);

  it("D3 db advisors: no ERROR and no WARN, and they do find one that is put there", async () => {
    const advise = () =>
      supabaseCli(["db", "advisors", remote, "--type=all", "--level=warn", "--fail-on=warn"]);
    // The pgTAP run before this one left its helpers, which set no search_path on purpose; each run makes them anew.
    await world.sql`drop schema if exists tests cascade`;
    await advise();
    await world.sql.unsafe("create table public.e2e_bare (id int); grant select on public.e2e_bare to anon;");
    try {
      await expect(advise()).rejects.toThrow(/e2e_bare/);
    } finally {
      await world.sql`drop table public.e2e_bare`;
    }
  }, 60_000);

  const file = join(FUNCTIONS_DIR, "_shared", "database.types.ts");
  it("D3 the generated types are those of the database", async () => {
    const schemas = readProjectConfig().schemas.join(",");
    const made = withoutPartitions(await supabaseCli(["gen", "types", remote, `--schema=${schemas}`]));
    expect(made === readFileSync(file, "utf8"), "differs: run `npm run types`").toBe(true);
  }, 60_000);
});

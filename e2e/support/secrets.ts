// Every secret of a stack, by name, and where one might have leaked to.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type postgres from "postgres";
import { readDemoTokens } from "../../stack/demo.ts";
import type { TestStack } from "../../stack/testing.ts";

/** The publishable key is none: it stands in every web page. */
export function stackSecrets({ secrets, home }: TestStack): Record<string, string> {
  const { settings, issuer_jwk, publishable_key: _public, ...own } = secrets;
  const signing = JSON.parse(settings.GENESIS_SIGNING_KEYS ?? "{}") as { keys: { d: string }[] };
  return {
    ...own,
    ...settings,
    GENESIS_SIGNING_KEYS: signing.keys[0]?.d ?? "",
    issuer_jwk: issuer_jwk.d ?? "",
    ...Object.fromEntries(
      Object.entries(readDemoTokens(home)).map(([slug, t]) => [`webhook token of ${slug}`, t]),
    ),
  };
}

/** `place: name` of each secret that the text holds. */
export const foundIn = (place: string, text: string, secrets: Record<string, string>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [`${place}: ${name}`] : []));

export function foundInLogs(folder: string, secrets: Record<string, string>): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.flatMap((file) =>
    foundIn(file.name, readFileSync(join(file.parentPath, file.name), "utf8"), secrets),
  );
}

/** Looks at every row of every table: audit log, queues, pg_net's queue and answers, Vault's sealed rows, cron's log. */
export async function foundInDatabase(sql: postgres.Sql, secrets: Record<string, string>): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
      and has_table_privilege(c.oid, 'select')`;
  const found: string[] = [];
  for (const { name } of tables) {
    // A row as text, and any bytes in it (hex) as the text that they are. Each row is made text once: `offset 0`.
    const rows = await sql`
      select distinct s.name from (select t::text as line from ${sql.unsafe(name)} t offset 0) as r
      join unnest(${Object.keys(secrets)}::text[], ${Object.values(secrets)}::text[]) as s (name, secret)
        on strpos(r.line, s.secret) > 0 or strpos(r.line, encode(convert_to(s.secret, 'UTF8'), 'hex')) > 0`;
    found.push(...rows.map((row) => `${name}: ${row.name}`));
  }
  return found;
}

// What the stack adds to the database after the migrations, through the project's own functions, as `postgres`.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type postgres from "postgres";
import { StackError } from "./errors.ts";
import type { Home } from "./paths.ts";

export const DEMO_WORKSPACES = ["acme", "globex", "ohio"] as const;

/** Webhook tokens by workspace slug, in clear: only this file has them, the database has their hashes. */
export type DemoTokens = Record<string, string>;

export function readDemoTokens(home: Home): DemoTokens {
  return existsSync(home.demo) ? (JSON.parse(readFileSync(home.demo, "utf8")) as DemoTokens) : {};
}

export function writeDemoTokens(home: Home, tokens: DemoTokens): void {
  writeFileSync(`${home.demo}.new`, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${home.demo}.new`, home.demo);
}

/** The URL and credential that SQL uses to kick functions through pg_net; both live in Vault. */
export async function putVaultSecrets(
  sql: postgres.Sql,
  functionsUrl: string,
  cronSecret: string,
): Promise<void> {
  const wanted = { genesis_functions_url: functionsUrl, genesis_cron_secret: cronSecret };
  for (const [name, value] of Object.entries(wanted)) {
    const [known] =
      await sql`select id, decrypted_secret as value from vault.decrypted_secrets where name = ${name}`;
    if (!known) await sql`select vault.create_secret(${value}, ${name})`;
    else if (known.value !== value) await sql`select vault.update_secret(${known.id}::uuid, ${value})`;
  }
}

const tokenFunctionExists = async (sql: postgres.Sql): Promise<boolean> => {
  const [row] = await sql`select to_regproc('genesis.webhook_token_set') is not null as there`;
  return row?.there === true;
};

/** `overlap` null: as long as the project's own setting says. False when there is no such workspace to set it for. */
export async function registerToken(
  sql: postgres.Sql,
  slug: string,
  token: string,
  overlap: string | null,
): Promise<boolean> {
  const [workspace] = await sql`select id from public.workspaces where slug = ${slug}`;
  if (!workspace) return false;
  const hash = createHash("sha256").update(token).digest();
  const [row] = await sql`
    select genesis.webhook_token_set(${workspace.id}::uuid, ${hash}::bytea, ${overlap}::interval) as said`;
  if (row?.said?.status === 200) return true;
  throw new StackError(
    `${slug} takes no webhook token: ${JSON.stringify(row?.said)}`,
    "A frozen workspace takes none: unfreeze it first.",
  );
}

/** Gives each workspace of the demonstration a webhook token, once. */
export async function ensureDemoTokens(home: Home, sql: postgres.Sql): Promise<void> {
  if (!(await tokenFunctionExists(sql))) return;
  const tokens = readDemoTokens(home);
  for (const slug of DEMO_WORKSPACES) {
    if (tokens[slug]) continue;
    const token = randomBytes(32).toString("hex");
    if (await registerToken(sql, slug, token, "0")) tokens[slug] = token;
  }
  writeDemoTokens(home, tokens);
}

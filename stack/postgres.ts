// PostgreSQL: the cluster is made once, then started and stopped with the stack.
import type { ChildProcess } from "node:child_process";
import { execFile } from "node:child_process";
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { messageOf, StackError, sleep } from "./errors.ts";
import { type Home, isRoot, ROOT } from "./paths.ts";
import { installServer } from "./postgres-files.ts";
import { spawnPart, tailOf } from "./processes.ts";
import type { Secrets } from "./secrets.ts";

const run = promisify(execFile);

/** Every Unix has this user, and it owns nothing. */
const NOBODY = 65534;
const owner = isRoot() ? { uid: NOBODY, gid: NOBODY } : {};

const dataDir = (home: Home): string => join(home.postgres, "data");
const readyMark = (home: Home): string => join(home.postgres, "data", "genesis.ready");
const logFile = (home: Home): string => join(home.logs, "postgres.log");

/** Supabase's settings where they change behaviour; the rest suits a small machine. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "", // its path may be too long for a socket, deep in a home
  max_connections: "60",
  max_locks_per_transaction: "64",
  wal_level: "logical",
  max_replication_slots: "10",
  max_wal_senders: "10",
  shared_preload_libraries: "pg_stat_statements",
  password_encryption: "scram-sha-256",
  statement_timeout: "120000",
  jit: "off",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  log_line_prefix: "%m [%p] %u ",
};

export const databaseUrl = (user: string, password: string, port: number): string =>
  `postgresql://${user}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;

/** A small client for the stack's own statements; notices are not for people. */
export function connect(url: string, max = 1): postgres.Sql {
  return postgres(url, { max, onnotice: () => {}, connect_timeout: 5, idle_timeout: 0, prepare: false });
}

/** Runs `work` with a connection of its own and closes it. */
export async function withConnection<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = connect(url);
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** Makes the cluster unless a whole one is there. Returns what had to be mended, if anything. */
export async function ensureCluster(home: Home, secrets: Secrets): Promise<{ mended?: string }> {
  const bin = await installServer(home.postgres, owner.uid, owner.gid);
  const halfWritten = existsSync(dataDir(home)) && !existsSync(readyMark(home));
  if (existsSync(readyMark(home))) return {};
  for (const path of [dataDir(home), home.demo]) rmSync(path, { recursive: true, force: true });
  const passwordFile = join(home.postgres, "password");
  writeFileSync(passwordFile, secrets.admin_password, { mode: 0o600 });
  if (owner.uid !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  const args = ["-D", dataDir(home), "-U", "supabase_admin", "--encoding=UTF8", "--locale=C", "--no-sync"];
  args.push(
    "--locale-provider=icu",
    "--icu-locale=en-US",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
  );
  try {
    await run(join(bin, "initdb"), args, { cwd: "/", env: { TZ: "UTC" }, ...owner });
  } catch (error) {
    throw new StackError(
      `The database's folder could not be made: ${messageOf(error).split("\n").slice(0, 3).join(" ")}`,
      `Is there room and permission in ${home.postgres}? \`genesis reset\` starts over.`,
      3,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  const keyFile = join(dataDir(home), "genesis_vault.key");
  writeFileSync(keyFile, secrets.vault_key, { mode: 0o600 });
  if (owner.uid !== undefined) chownSync(keyFile, owner.uid, owner.gid);
  return halfWritten ? { mended: "a half-written data folder was made anew" } : {};
}

/** Starts the server; resolves when it accepts connections. */
export async function startPostgres(home: Home, secrets: Secrets, port: number): Promise<ChildProcess> {
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([k, v]) => [
    "-c",
    `${k}=${v}`,
  ]);
  // The pid file of a killed server: the stack holds the home, and mendHome has ended what was alive.
  const args = ["-D", dataDir(home), ...settings];
  const child = spawnPart(join(home.postgres, "server", "bin", "postgres"), args, {
    log: logFile(home),
    env: { TZ: "UTC", LC_ALL: "C" },
    ...owner,
  });
  const url = databaseUrl("supabase_admin", secrets.admin_password, port);
  let last = "";
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    try {
      await withConnection(url, (sql) => sql`select 1`);
      return child;
    } catch (error) {
      last = messageOf(error);
      if (/password authentication failed/.test(last)) break;
    }
    await sleep(50);
  }
  child.kill("SIGINT");
  throw new StackError(
    `PostgreSQL did not start${last ? ` (${last})` : ""}. Its log ends:\n${tailOf(logFile(home))}`,
    "If its data is damaged or its keys are lost, `genesis reset` makes the stack anew (all local data goes).",
    3,
  );
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Roles, schemas and defaults of a Supabase database, once, in one transaction. */
export async function bootstrap(home: Home, secrets: Secrets, port: number): Promise<void> {
  if (existsSync(readyMark(home))) return;
  const text = readFileSync(join(ROOT, "stack", "sql", "bootstrap.sql"), "utf8")
    .replaceAll(":'postgres_password'", quoted(secrets.postgres_password))
    .replaceAll(":'authenticator_password'", quoted(secrets.authenticator_password));
  await withConnection(databaseUrl("supabase_admin", secrets.admin_password, port), (sql) =>
    sql.begin((tx) => tx.unsafe(text)),
  );
  writeFileSync(readyMark(home), new Date().toISOString());
}

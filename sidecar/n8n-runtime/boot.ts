// Starts and stops one n8n for tests and local mode, on PostgreSQL, in a home of its own.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, StackError, sleep } from "../../stack/errors.ts";
import { freePort } from "../../stack/ports.ts";
import { connect } from "../../stack/postgres.ts";
import { endProcess, type Identity, identityOf, isAlive, spawnPart, tailOf } from "../../stack/processes.ts";
import { environment } from "./environment.ts";
import { N8N_BIN } from "./install.ts";

export interface N8nOptions {
  readonly port: number;
  /** A folder of this n8n's own: keys, event log, log file, pid. Kept between runs. */
  readonly home: string;
  /** A PostgreSQL URL whose role may create databases. n8n gets the database `database` of that server. */
  readonly dbUrl: string;
  readonly database: string;
  /** Over the usual environment: EXTERNAL_HOOK_FILES, N8N_USE_WORKFLOW_PUBLICATION_SERVICE and the like. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningN8n {
  readonly url: string;
  readonly pid: number;
  /** Its log file. */
  readonly log: string;
  /** n8n's own folder, with .n8n/n8nEventLog.log in it. */
  readonly home: string;
  /** SIGTERM, and after 15 s SIGKILL. */
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 120_000;
const STOP_GRACE_MS = 15_000;

async function ensureDatabase(dbUrl: string, name: string): Promise<void> {
  const sql = connect(dbUrl);
  try {
    const [known] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!known) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** n8n seals its credentials with it: a home and its database belong together. */
function encryptionKey(home: string): string {
  const file = join(home, "encryption-key");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** Ends the n8n that a killed predecessor left in this home, if it still runs. */
async function endPredecessor(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  await endProcess(JSON.parse(readFileSync(pidFile, "utf8")) as Identity, "SIGTERM", STOP_GRACE_MS);
  rmSync(pidFile, { force: true });
}

async function untilReady(url: string, who: Identity, log: string): Promise<void> {
  let last = "no answer";
  for (const end = Date.now() + READY_LIMIT_MS; Date.now() < end && isAlive(who); await sleep(100)) {
    try {
      // /healthz answers 200 while the migrations still run.
      const answer = await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return;
      last = `status ${answer.status}`;
    } catch (error) {
      last = messageOf(error);
    }
  }
  const how = isAlive(who)
    ? `is not ready after ${READY_LIMIT_MS / 1000} s (${last})`
    : "ended while it started";
  throw new StackError(`n8n ${how}. Its log ends:\n${tailOf(log)}`, `Read ${log}.`);
}

/** Resolves when n8n answers. Errors: StackError with the end of its log. Node 24 must run this process. */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
  const { port, home, dbUrl, database } = options;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const pidFile = join(home, "n8n.pid.json");
  const log = join(home, "n8n.log");
  await endPredecessor(pidFile);
  await ensureDatabase(dbUrl, database);
  const db = new URL(dbUrl);
  const env = environment({
    port,
    home,
    brokerPort: await freePort(port + 1),
    encryptionKey: encryptionKey(home),
    db: {
      host: db.hostname,
      port: db.port,
      database,
      user: decodeURIComponent(db.username),
      password: decodeURIComponent(db.password),
    },
  });
  const child = spawnPart(process.execPath, [N8N_BIN, "start"], { log, env: { ...env, ...options.env } });
  const who = identityOf(child.pid as number);
  writeFileSync(pidFile, JSON.stringify(who));
  const stop = async () => {
    await endProcess(who, "SIGTERM", STOP_GRACE_MS);
    rmSync(pidFile, { force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, who, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: who.pid, log, home, stop };
}

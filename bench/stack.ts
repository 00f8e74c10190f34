// A stack of the bench's own: temporary home, free ports, a process of its own so that the gateway does not share an
// event loop with the load. Whatever was started is ended, also when the bench is interrupted.
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { homeAt, ROOT } from "../stack/paths.ts";
import { freePortRange } from "../stack/ports.ts";
import type { StackInfo } from "../stack/run-file.ts";
import { readSecrets } from "../stack/secrets.ts";
import { mintToken } from "../stack/tokens.ts";

export interface BenchStack {
  readonly info: StackInfo;
  /** The gateway's port. */
  readonly port: number;
  /** As `postgres`, without a time limit, one connection. */
  readonly sql: postgres.Sql;
  sessionToken(userId: string): Promise<string>;
  stop(): Promise<void>;
}

const run = promisify(execFile);

async function genesis(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const program = ["--disable-warning=ExperimentalWarning", join(ROOT, "cli", "main.ts"), ...args];
  const { stdout } = await run(process.execPath, program, { cwd: ROOT, env: { ...process.env, ...env } });
  return stdout;
}

/** Starts a stack; `isolateCpuMs` retires its function processes after so much CPU time, as the platform does. */
export async function startBenchStack(isolateCpuMs?: number): Promise<BenchStack> {
  const folder = mkdtempSync(join(tmpdir(), "genesis-bench-"));
  chmodSync(folder, 0o755); // when root runs this, PostgreSQL runs as another user and must get in
  const home = homeAt(join(folder, "home"));
  const remove = async (): Promise<void> => {
    await genesis(["down", "--home", home.dir]).catch(() => {}); // a stack that never came up is down already
    rmSync(home.postgres, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const port = await freePortRange();
    const env: Record<string, string> = isolateCpuMs ? { GENESIS_ISOLATE_CPU_MS: String(isolateCpuMs) } : {};
    const out = await genesis(["up", "--detach", "--json", "--home", home.dir, "--port", String(port)], env);
    return adopt(JSON.parse(out) as StackInfo, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Connections as `postgres`, without a time limit, with prepared statements as a service of one's own would use. */
export const openDatabase = (url: string, max: number): postgres.Sql =>
  postgres(url, { max, onnotice: () => {}, connect_timeout: 5, connection: { statement_timeout: 0 } });

/** A stack that runs already; `remove` is what stopping it means beside closing the connection. */
export function adopt(info: StackInfo, remove: () => Promise<void> = async () => {}): BenchStack {
  const sql = openDatabase(info.db_url, 1);
  const secrets = readSecrets(homeAt(info.home));
  if (!secrets) throw new Error(`${info.home} has no secrets.`);
  return {
    info,
    port: Number(new URL(info.api_url).port),
    sql,
    sessionToken: (userId) => mintToken(secrets, info.issuer_url, userId),
    async stop() {
      await sql.end({ timeout: 2 });
      await remove();
    },
  };
}

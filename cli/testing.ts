// For tests of commands: the command as a process, and a stack of a test's own.
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type Home, homeAt, ROOT } from "../stack/paths.ts";
import { freePortRange } from "../stack/ports.ts";
import { connect } from "../stack/postgres.ts";
import type { StackInfo } from "../stack/run-file.ts";
import type { EngineName } from "../stack/sidecar/engine.ts";
import { startStack } from "../stack/supervisor.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `genesis <args>` to its end. */
export const genesis = (...args: string[]): Promise<Ran> =>
  new Promise((done) => {
    execFile(process.execPath, [join(ROOT, "cli", "main.ts"), ...args], (error, out, err) => {
      done({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });

export interface OwnStack {
  readonly home: Home;
  readonly info: StackInfo;
  /** The command with this stack's home. */
  genesis(...args: string[]): Promise<Ran>;
  /** SQL as `postgres`. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
}

const STOP_LIMIT_MS = 60_000;

/** Call it at the top of a test file (`await`): the stack is gone after the file's last test. */
export async function ownStack(engine: EngineName): Promise<OwnStack> {
  const folder = mkdtempSync(join(tmpdir(), "genesis-cli-"));
  chmodSync(folder, 0o755); // when root runs this, PostgreSQL runs as another user and must get in
  const home = homeAt(join(folder, "home"));
  const { info, stop } = await startStack(home, await freePortRange(), () => {}, undefined, engine);
  afterAll(async () => {
    await stop();
    for (const path of [home.postgres, folder]) rmSync(path, { recursive: true, force: true });
  }, STOP_LIMIT_MS);
  return {
    home,
    info,
    genesis: (...args) => genesis(...args, "--home", home.dir),
    async sql(text) {
      const connection = connect(info.db_url);
      return connection.unsafe(text).finally(() => connection.end({ timeout: 1 }));
    },
  };
}

// n8n is 2.9 GB and 305,000 files: it is installed here, on first use, and never by the root's `npm install`.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StackError } from "../../stack/errors.ts";

export const RUNTIME_DIR = dirname(fileURLToPath(import.meta.url));
export const N8N_BIN = join(RUNTIME_DIR, "node_modules", "n8n", "bin", "n8n");

const lock = join(RUNTIME_DIR, "package-lock.json");
/** Written when an install has ended well: a folder without it was cut off half-way. */
const mark = join(RUNTIME_DIR, "node_modules", ".genesis-installed");
const SAY_EVERY_MS = 15_000;

export const isInstalled = (): boolean =>
  existsSync(mark) && readFileSync(mark, "utf8") === readFileSync(lock, "utf8");

/** The version of package.json, which is pinned. */
export function n8nVersion(): string {
  const pack = JSON.parse(readFileSync(join(RUNTIME_DIR, "package.json"), "utf8"));
  return pack.dependencies.n8n as string;
}

function npmCi(): Promise<number | null> {
  // npm runs on whichever Node the caller has: only n8n itself needs the packaged one.
  const child = spawn("npm", ["ci", "--loglevel=error", "--no-audit", "--no-fund", "--no-progress"], {
    cwd: RUNTIME_DIR,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", done);
  });
}

/**
 * Installs n8n unless the lockfile's very packages are there. About 4 minutes the first time.
 * Errors: StackError when npm fails; what was begun is taken for nothing and made anew next time.
 */
export async function installN8n(say: (line: string) => void): Promise<void> {
  if (isInstalled()) return;
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`Installing n8n ${n8nVersion()} into sidecar/n8n-runtime (2.9 GB on disk, about 4 minutes, once) …`);
  rmSync(mark, { force: true });
  const ticking = setInterval(() => say(`  still installing n8n, ${seconds()} s`), SAY_EVERY_MS);
  const code = await npmCi().finally(() => clearInterval(ticking));
  if (code !== 0 || !existsSync(N8N_BIN)) {
    throw new StackError(
      `npm ci of n8n failed (exit ${code}).`,
      "Is there 3 GB of room, and a registry? Run `npm ci` in sidecar/n8n-runtime and see what it says.",
    );
  }
  writeFileSync(mark, readFileSync(lock));
  say(`n8n ${n8nVersion()} is installed, ${seconds()} s.`);
}

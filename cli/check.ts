// `npm run check`: format and lint, types of the Node code and of the web page, the page's size, and types of each Edge
// Function as Deno sees them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { denoBinary } from "../stack/binaries.ts";
import { messageOf } from "../stack/errors.ts";
import { functionNames } from "../stack/functions/import-map.ts";
import { FUNCTIONS_DIR, ROOT } from "../stack/paths.ts";
import { buildWeb } from "../stack/web-build.ts";
import { say } from "./output.ts";

const cache = mkdtempSync(join(tmpdir(), "genesis-check-"));
const bin = (name: string): string => join(ROOT, "node_modules", ".bin", name);

function passes(what: string, command: string, args: readonly string[], cwd = ROOT): boolean {
  const ran = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1" },
  });
  say(`${ran.status === 0 ? "✓" : "✗"} ${what}`);
  return ran.status === 0;
}

/** Builds the page, if it has changed, and weighs what a first visit loads. */
async function pageIsLight(): Promise<boolean> {
  const what = "the web page builds, and a first visit is within its budget";
  try {
    await buildWeb();
  } catch (error) {
    say(messageOf(error));
    say(`✗ ${what}`);
    return false;
  }
  return passes(what, process.execPath, [join(ROOT, "web", "scripts", "bundle-size.ts")]);
}

const deno = ["check", "--quiet", "--no-lock", "--node-modules-dir=manual"];
const checks = [
  passes("format and lint", bin("biome"), [
    "ci",
    "--error-on-warnings",
    ...(process.stdout.isTTY ? [] : ["--colors=off"]),
    ".",
  ]),
  passes("types: stack, cli", bin("tsc"), ["--project", "tsconfig.json"]),
  passes("types: web", bin("tsc"), ["--project", join("web", "tsconfig.json")]),
  await pageIsLight(),
  passes("types: the functions' runtime", denoBinary(), [
    ...deno,
    join(ROOT, "stack", "functions", "runtime.ts"),
  ]),
  ...functionNames().map((name) => {
    const folder = join(FUNCTIONS_DIR, name);
    return passes(`types: functions/${name}`, denoBinary(), [
      ...deno,
      `--config=${join(folder, "deno.json")}`,
      join(folder, "index.ts"),
    ]);
  }),
];
rmSync(cache, { recursive: true, force: true });
process.exitCode = checks.every(Boolean) ? 0 : 1;

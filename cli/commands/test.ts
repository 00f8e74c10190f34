import { chmodSync, globSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataApi } from "../../stack/data-api.ts";
import { messageOf, StackError } from "../../stack/errors.ts";
import { homeAt, ROOT } from "../../stack/paths.ts";
import { freePortRange } from "../../stack/ports.ts";
import { isAlive } from "../../stack/processes.ts";
import { mendHome, readRun, type StackInfo } from "../../stack/run-file.ts";
import { startStack } from "../../stack/supervisor.ts";
import { type FileResult, runTap, tapFiles } from "../../stack/tap/run.ts";
import { currentHashes, pushTemplates } from "../../stack/templates.ts";
import { buildWeb } from "../../stack/web-build.ts";
import { ensureChromium } from "../chromium.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { print, say } from "../output.ts";
import { localDoor } from "../project.ts";
import { requireRunning } from "../running.ts";
import { interruption } from "../until-stopped.ts";
import { type Counts, runVitest } from "../vitest-run.ts";

const PREFIX = "genesis-test-";

function showFile(result: FileResult): void {
  const mark = result.failed > 0 ? "✗" : "✓";
  print(`${mark} ${result.file} (${result.passed + result.failed} assertions, ${Math.round(result.ms)} ms)`);
  for (const line of result.complaints) print(`    ${line}`);
}

/** Will a test of the web page run? A filter is part of a file's path. */
function drivesBrowser(filters: readonly string[]): boolean {
  const files = globSync("e2e/web/**/*.test.ts", { cwd: ROOT });
  return files.some((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
}

/** What the page's tests need and no test's time limit should pay for. Without it those tests fail and say so. */
async function prepareBrowser(): Promise<void> {
  try {
    ensureChromium(say);
    await buildWeb();
  } catch (error) {
    say(messageOf(error));
    if (error instanceof StackError) say(`→ ${error.hint}`);
  }
}

/** Launches are planned with the templates that are stored; the SQL's tests come before, with theirs alone. */
async function storeTemplates(info: StackInfo): Promise<void> {
  const door = localDoor(homeAt(info.home));
  await pushTemplates(dataApi(door), await currentHashes(dataApi({ ...door, schema: "genesis" })));
}

async function runAll(info: StackInfo, options: Options, interrupted: AbortSignal): Promise<Counts> {
  const filters = options.args;
  const none: Counts = { passed: 0, failed: 0, skipped: 0 };
  const files = options.values.ts ? [] : tapFiles(filters);
  if (files.length > 0) print(`pgTAP: ${files.length} files`);
  if (!options.values.sql && drivesBrowser(filters)) await prepareBrowser();
  const sql = await runTap(info.db_url, files, showFile);
  if (!options.values.sql) await storeTemplates(info);
  const ts = options.values.sql ? none : await runVitest(info, filters, interrupted);
  return {
    passed: sql.passed + ts.passed,
    failed: sql.failed + ts.failed,
    skipped: sql.skipped + ts.skipped,
  };
}

/** What a killed run of the tests left behind: its processes and its files. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const home = homeAt(join(tmpdir(), name, "home"));
    const run = readRun(home);
    if (!run || isAlive(run.supervisor)) continue;
    await mendHome(home);
    for (const path of [home.postgres, join(tmpdir(), name)]) rmSync(path, { recursive: true, force: true });
    say(`Removed what a killed run of the tests left in ${name}.`);
  }
}

/** A stack of the tests' own, in a temporary home, beside whatever else runs. */
async function onOwnStack(
  work: (info: StackInfo) => Promise<Counts>,
  interrupted: AbortSignal,
): Promise<Counts> {
  await sweep().catch((error: unknown) => say(`Not swept: ${messageOf(error)}`)); // another user's, perhaps
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(folder, 0o755); // when root runs this, PostgreSQL runs as another user and must get in
  const home = homeAt(join(folder, "home"));
  try {
    const stack = await startStack(home, await freePortRange(), say, interrupted);
    try {
      const stopped = new Promise<never>((_done, fail) =>
        interrupted.addEventListener("abort", () =>
          fail(new StackError("Interrupted.", "The tests' stack is stopped and its files are removed.", 130)),
        ),
      );
      return await Promise.race([work(stack.info), stopped]);
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(home.postgres, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

const command: Command = {
  usage: "test [filter …] [--sql | --ts] [--stack HOME]",
  about:
    "Runs all tests on a stack of its own (or on the running one in HOME); a filter is part of a file's path.",
  options: { sql: { type: "boolean" }, ts: { type: "boolean" }, stack: { type: "string" } },
  async run(options) {
    const started = Date.now();
    const interrupted = interruption();
    const home = options.values.stack as string | undefined;
    const work = (info: StackInfo): Promise<Counts> => runAll(info, options, interrupted);
    const counts =
      home === undefined ? await onOwnStack(work, interrupted) : await work(requireRunning(homeAt(home)));
    const ran = counts.passed + counts.failed + counts.skipped;
    if (ran === 0)
      say(options.args.length > 0 ? `No test's path contains ${options.args.join(" or ")}.` : "No tests.");
    say(`${Math.round((Date.now() - started) / 1000)} s`);
    print(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    return counts.failed > 0 || ran === 0 ? EXIT.failed : EXIT.ok;
  },
};
export default command;

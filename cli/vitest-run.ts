import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../stack/paths.ts";
import type { StackInfo } from "../stack/run-file.ts";

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A file that does not load has no failed test, and must count as one. */
function countsOf(report: VitestReport): Counts {
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Runs vitest against a stack; its own output goes to the terminal. It ends when `interrupted` fires. */
export async function runVitest(
  info: StackInfo,
  args: readonly string[],
  interrupted?: AbortSignal,
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "genesis-vitest-"));
  const file = join(folder, "report.json");
  try {
    const entry = join(ROOT, "node_modules", "vitest", "vitest.mjs");
    const flags = ["run", "--reporter=default", "--reporter=json", `--outputFile=${file}`, ...args];
    const child = spawn(process.execPath, [entry, ...flags], {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, GENESIS_STACK: JSON.stringify(info), DO_NOT_TRACK: "1" },
    });
    interrupted?.addEventListener("abort", () => child.kill("SIGTERM"));
    const code = await new Promise<number>((done) => child.once("exit", (c) => done(c ?? 1)));
    if (!existsSync(file)) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
    const counts = countsOf(JSON.parse(readFileSync(file, "utf8")) as VitestReport);
    // An error outside of any test fails the run though every test passed.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The contract that simulator and n8n share (sidecar/contract), against an n8n of its own: it switches off and deletes all
// that is Genesis's there.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startN8n } from "../sidecar/n8n-runtime/boot.ts";
import { ROOT } from "../stack/paths.ts";
import { freePort } from "../stack/ports.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

/** Of a suite that tells less than this, a part was not run. */
const FEWEST = 15;

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** The suite's tests of the n8n at `url` alone. */
async function contractAt(url: string, folder: string): Promise<Report> {
  const outputFile = join(folder, "contract.json");
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const reporter = ["--reporter=json", `--outputFile=${outputFile}`];
  const args = ["run", "sidecar/contract", "--project", "tests", "-t", "n8n at http", ...reporter];
  const env = { ...process.env, N8N_CONTRACT_URL: url };
  const child = spawn(process.execPath, [vitest, ...args], { cwd: ROOT, env, stdio: "ignore" });
  await once(child, "exit");
  return JSON.parse(readFileSync(outputFile, "utf8")) as Report;
}

export async function playContract({ stack }: World, { check }: Tally): Promise<void> {
  await check("the contract that the simulator keeps holds on the real n8n", async () => {
    const folder = mkdtempSync(join(tmpdir(), "genesis-contract-"));
    const home = join(folder, "n8n");
    const port = await freePort();
    const n8n = await startN8n({ port, home, dbUrl: stack.info.db_url, database: "n8n_contract" });
    try {
      const { numPassedTests, numFailedTests, testResults } = await contractAt(n8n.url, folder);
      const failed = testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ status }) => status === "failed");
      assert.deepEqual(
        failed.map(({ fullName }) => fullName),
        [],
      );
      assert.equal(numFailedTests, 0);
      assert.ok(numPassedTests >= FEWEST, `${numPassedTests} of its tests passed`);
    } finally {
      await n8n.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

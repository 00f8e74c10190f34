// Killed by SIGKILL at every point between a command's admission and its record: the repeat of the same command
// ends in exactly one object, and in the result that an undisturbed run has.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type Commander, createCommander } from "../testing/commander.ts";
import { type GenesisStandIn, startGenesis } from "../testing/genesis.ts";
import { deployment, headerCredential, webhook, workflow } from "../testing/workflows.ts";
import { eventually, healthOf } from "../testing/world.ts";

let [genesis, simulator, stateDir] = [null as never as GenesisStandIn, null as never as Simulator, ""];
let child: ChildProcess | undefined;
let url = "";
let crash = "";
let commander: Commander;
const program = join(import.meta.dirname, "..", "testing", "child.ts");

async function start(): Promise<void> {
  const config = {
    port: 0,
    host: "127.0.0.1",
    eventsPort: 0,
    eventsHost: "127.0.0.1",
    stateDir,
    functionsUrl: genesis.url,
    enrolToken: genesis.token,
    n8nUrl: simulator.url,
    ownerEmail: "owner@workspace.local",
    heartbeatSeconds: 60,
  };
  const argument = JSON.stringify({ config, crashAt: crash, once: join(stateDir, "crashed") });
  const flags = ["--disable-warning=ExperimentalWarning", program, argument];
  const made = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
  child = made;
  url = await new Promise((done) => made.stdout?.once("data", (text) => done(String(text).trim())));
  await eventually("a ready sidecar", async () => (await healthOf(url)).ok);
}

async function end(signal: NodeJS.Signals): Promise<number | null> {
  const gone = new Promise<number | null>((done) => child?.once("exit", done));
  child?.kill(signal);
  return gone;
}

/** As Genesis does it: the same command again, until it is answered; a dead sidecar is started again. */
async function persist(action: string, payload: unknown) {
  const commandId = randomUUID();
  for (let tries = 0; tries < 4; tries++) {
    try {
      const { status, body } = await commander.send(action, payload, { commandId });
      expect([status, body.error]).toEqual([200, null]);
      return body.result;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch: the connection broke
      await start();
    }
  }
  throw new Error(`${action} never went through`);
}

beforeEach(async () => {
  genesis = await startGenesis();
  simulator = await startSimulator({ publishMs: 10 });
  stateDir = mkdtempSync(join(tmpdir(), "genesis-crash-"));
  commander = createCommander(genesis, () => url);
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) await end("SIGKILL");
  await simulator.stop();
  await genesis.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

const EFFECTS = [
  "createCredential",
  "createWorkflow",
  "tagWorkflow",
  "activate",
  "deactivate",
  "deleteWorkflow",
  "deleteCredential",
];
const POINTS = [...EFFECTS, "admit", "finish"].flatMap((method) => [`before ${method}`, `after ${method}`]);

describe("a sidecar killed", () => {
  it.for(POINTS)("%s comes back to exactly one of each, and to none after the removal", async (point) => {
    crash = point;
    await start();
    const credential = await persist("INJECT_CREDENTIAL", headerCredential("the value of it"));
    const made = await persist("DEPLOY_WORKFLOW", deployment(workflow(webhook("genesis-crash"))));
    const probe = { kind: "webhook", path: "genesis-crash" };
    const { n8n_id } = made;
    expect(await persist("ACTIVATE_WORKFLOW", { n8n_id, probe })).toEqual({ active: true, probed: true });
    const { workflows, credentials, tags } = simulator.state;
    expect(workflows.map((w) => [w.id, w.active, w.tags])).toEqual([[n8n_id, true, [tags[0]?.id]]]);
    expect(credentials.map((c) => c.id)).toEqual([credential.n8n_id]);
    await persist("DEACTIVATE_WORKFLOW", { n8n_id });
    await persist("DELETE_WORKFLOW", { n8n_id });
    await persist("DELETE_CREDENTIAL", { n8n_id: credential.n8n_id });
    expect([simulator.state.workflows, simulator.state.credentials]).toEqual([[], []]);
    const { existsSync } = await import("node:fs");
    expect(existsSync(join(stateDir, "crashed"))).toBe(true);
    expect(genesis.enrolments).toBe(1);
  });
});

describe("a sidecar told to stop", () => {
  it("ends the running command first, and leaves with 0", async () => {
    crash = "never";
    const server = join(import.meta.dirname, "..", "src", "server.ts");
    const env = {
      PATH: process.env.PATH,
      SIDECAR_PORT: "0",
      SIDECAR_STATE_DIR: stateDir,
      GENESIS_FUNCTIONS_URL: genesis.url,
      ENROL_TOKEN: genesis.token,
      N8N_URL: simulator.url,
    };
    const made = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", server], {
      stdio: ["ignore", "pipe", "inherit"],
      env,
    });
    child = made;
    const lines: string[] = [];
    made.stdout?.on("data", (text) => lines.push(...String(text).trim().split("\n")));
    await eventually("its address", () => lines.some((line) => line.includes('"listening"')));
    url = JSON.parse(lines.find((line) => line.includes('"listening"')) as string).url;
    await eventually("a ready sidecar", async () => (await healthOf(url)).ok);
    simulator.setFaults({ latencyMs: 150 });
    const running = commander.send("DEPLOY_WORKFLOW", deployment(workflow(webhook("genesis-stop"))));
    await new Promise((done) => setTimeout(done, 60));
    expect(await end("SIGTERM")).toBe(0);
    expect((await running).body.success).toBe(true);
    expect(lines.at(-1)).toContain('"stopped"');
  });
});

// A sidecar in a process of its own, with Genesis and a simulator in this one: to be killed and started again.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type Commander, createCommander } from "./commander.ts";
import { type GenesisStandIn, startGenesis } from "./genesis.ts";
import { eventually, healthOf } from "./world.ts";

export interface ProcessWorld {
  readonly genesis: GenesisStandIn;
  readonly simulator: Simulator;
  readonly commander: Commander;
  /** What the process wrote to stdout. */
  readonly lines: string[];
  /** Starts testing/child.ts, which dies once at that point. */
  start(crashAt: string): Promise<void>;
  /** The same with this folder of SIDECAR_AUTO_DEPLOY; resolves when it has died. */
  dieDeploying(crashAt: string, autoDeployDir: string): Promise<void>;
  /** Starts src/server.ts, as a droplet does. */
  startServer(more?: Readonly<Record<string, string>>): Promise<void>;
  /** Sends the signal and waits for the end; the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  hasCrashed(): boolean;
  clean(): Promise<void>;
}

export async function startProcessWorld(): Promise<ProcessWorld> {
  const genesis = await startGenesis();
  const simulator = await startSimulator({ publishMs: 10 });
  const stateDir = mkdtempSync(join(tmpdir(), "genesis-crash-"));
  const once = join(stateDir, "crashed");
  const lines: string[] = [];
  let child: ChildProcess | undefined;
  let url = "";

  function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
    lines.length = 0;
    const path = join(import.meta.dirname, "..", program);
    const flags = ["--disable-warning=ExperimentalWarning", path, ...args];
    const made = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"], env });
    made.stdout?.on("data", (text) => lines.push(...String(text).trim().split("\n")));
    child = made;
  }
  async function ready(address: () => string | undefined): Promise<void> {
    await eventually("an address", () => address() !== undefined);
    url = address() as string;
    await eventually("a ready sidecar", async () => (await healthOf(url)).ok);
  }
  function runMortal(crashAt: string, autoDeployDir?: string): void {
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
      autoDeployDir,
    };
    run("testing/child.ts", [JSON.stringify({ config, crashAt, once })], process.env);
  }
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const gone = new Promise<number | null>((done) => child?.once("exit", done));
    child?.kill(signal);
    return gone;
  }

  return {
    genesis,
    simulator,
    commander: createCommander(genesis, () => url),
    lines,
    async start(crashAt) {
      runMortal(crashAt);
      await ready(() => lines[0]);
    },
    async dieDeploying(crashAt, autoDeployDir) {
      runMortal(crashAt, autoDeployDir);
      await new Promise((done) => child?.once("exit", done));
    },
    async startServer(more = {}) {
      run("src/server.ts", [], {
        PATH: process.env.PATH,
        SIDECAR_PORT: "0",
        SIDECAR_STATE_DIR: stateDir,
        GENESIS_FUNCTIONS_URL: genesis.url,
        ENROL_TOKEN: genesis.token,
        N8N_URL: simulator.url,
        ...more,
      });
      const listening = () => lines.find((line) => line.includes('"listening"'));
      await ready(() => (listening() ? JSON.parse(listening() as string).url : undefined));
    },
    end,
    hasCrashed: () => existsSync(once),
    async clean() {
      if (child?.exitCode === null && child.signalCode === null) await end("SIGKILL");
      await simulator.stop();
      await genesis.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

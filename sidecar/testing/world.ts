// A sidecar with Genesis on one side and an engine on the other.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalSidecar, type LocalSidecarOptions, startLocalSidecar } from "../local.ts";
import type { Log } from "../src/log.ts";
import { type Commander, createCommander } from "./commander.ts";
import { type GenesisStandIn, startGenesis } from "./genesis.ts";

export interface World extends Commander {
  readonly genesis: GenesisStandIn;
  readonly sidecar: LocalSidecar;
  readonly stateDir: string;
  /** Every line the sidecar logged. */
  readonly lines: string[];
  /** Stops the sidecar and starts it again from its state; a simulator with it. */
  restart(changed?: Partial<LocalSidecarOptions>): Promise<void>;
  stop(): Promise<void>;
}

export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  ms = 10_000,
): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (await holds()) return;
  throw new Error(`${what}: not within ${ms} ms`);
}

// biome-ignore lint/suspicious/noExplicitAny: looked into by tests
export const healthOf = async (url: string): Promise<any> => (await fetch(`${url}/api/health`)).json();

export interface WorldOptions extends Partial<LocalSidecarOptions> {
  /** False: does not wait for enrolment and engine. */
  readonly ready?: boolean;
  /** n8n's session from an earlier run: n8n allows five logins a minute. */
  readonly secrets?: string;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { ready = true, secrets, ...rest } = options;
  const genesis = await startGenesis();
  const stateDir = mkdtempSync(join(tmpdir(), "genesis-sidecar-"));
  if (secrets) writeFileSync(join(stateDir, "secrets.json"), secrets, { mode: 0o600 });
  const lines: string[] = [];
  const log: Log = (level, event, fields) => lines.push(JSON.stringify({ level, event, ...fields }));
  const start = (changed: Partial<LocalSidecarOptions> = {}) =>
    startLocalSidecar({
      port: 0,
      stateDir,
      functionsUrl: genesis.url,
      enrolToken: genesis.token,
      log,
      ...rest,
      ...changed,
    });
  let sidecar = await start();
  const untilReady = async () => {
    if (ready) await eventually("a ready sidecar", async () => (await healthOf(sidecar.url)).ok, 30_000);
  };
  await untilReady();
  const commander = createCommander(genesis, () => sidecar.url);
  return Object.defineProperties(
    Object.assign(commander, {
      genesis,
      stateDir,
      lines,
      async restart(changed: Partial<LocalSidecarOptions> = {}) {
        await sidecar.stop();
        sidecar = await start(changed);
        await untilReady();
      },
      async stop() {
        await sidecar.stop();
        await genesis.stop();
        rmSync(stateDir, { recursive: true, force: true });
      },
    }),
    { sidecar: { get: () => sidecar } },
  ) as World;
}

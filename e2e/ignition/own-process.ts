// The ports of functions/ignition-step as its index.ts wires them, in the test's own process, but for the droplets.

import { functionsEnv } from "../../stack/functions/settings.ts";
import { createSigningKeys } from "../../supabase/functions/_shared/auth/mod.ts";
import { createMachineRpc } from "../../supabase/functions/_shared/db/client.ts";
import { createFactories, type FactoryFor } from "../../supabase/functions/_shared/droplets/mod.ts";
import { readSettings } from "../../supabase/functions/_shared/env.ts";
import {
  createHandshake,
  createHttpSidecarClient,
  takeTicket,
} from "../../supabase/functions/_shared/sidecar/mod.ts";
import {
  createCredentials,
  createVault,
  readMasterKeys,
} from "../../supabase/functions/_shared/vault/mod.ts";
import { createCompile } from "../../supabase/functions/ignition-step/compile.ts";
import { createDatabase } from "../../supabase/functions/ignition-step/database.ts";
import { createLoop } from "../../supabase/functions/ignition-step/loop.ts";
import type { Ports } from "../../supabase/functions/ignition-step/ports.ts";
import { createSecrets } from "../../supabase/functions/ignition-step/secrets.ts";
import type { Workspace } from "../support/world.ts";
import type { Scene } from "./scene.ts";

/** Launches in a mode with these droplets; the state's row, once the run has ended. */
export type Play = (
  workspace: Workspace,
  droplets: FactoryFor,
  mode: string,
) => Promise<Record<string, unknown>>;

/** As index.ts wires them; local mode finds the fleet. From now on the stack's own process is not called. */
export async function createOwnPorts({ world, fleet }: Scene): Promise<Ports> {
  const { stack, sql } = world;
  const env: Record<string, string | undefined> = {
    ...functionsEnv(stack.home, stack.secrets, stack.info),
    LOCAL_SIDECAR_URL: fleet.url,
  };
  const settings = readSettings((name) => env[name], []);
  const rpc = createMachineRpc(settings);
  const keys = createSigningKeys(settings);
  const functionsUrl = stack.info.functions_url;
  await sql`select vault.update_secret((select id from vault.secrets where name = 'genesis_functions_url'), 'http://127.0.0.1:1')`;
  return {
    db: createDatabase(rpc),
    secrets: createSecrets(createCredentials(rpc, createVault(readMasterKeys(settings)))),
    sidecarFor: ({ run_id: runId, step }) =>
      createHttpSidecarClient({
        keys,
        ticket: (id, removing) => takeTicket(rpc, id, removing, { runId, step }),
      }),
    handshake: createHandshake(),
    droplets: createFactories(settings),
    compile: createCompile({ functionsUrl, n8nUrl: "http://127.0.0.1:1", research: {} }),
    clock: { now: Date.now, sleep: (ms) => new Promise((done) => setTimeout(done, ms)) },
  };
}

/** From now on the stack's own process is not called: the queue is the test's. */
export async function createOwnProcess(scene: Scene): Promise<Play> {
  const ports = await createOwnPorts(scene);
  return async (workspace, droplets, mode) => {
    const loop = createLoop({ ...ports, droplets }, () => {});
    await scene.world.sql`select genesis.ignition_start(${workspace.id}::uuid, ${workspace.owner}, ${mode})`;
    return scene.ended(workspace, 50_000, loop);
  };
}

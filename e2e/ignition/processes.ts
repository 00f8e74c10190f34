// A process of the Edge Functions of a test's own, as the stack starts it, that calls the database through a front; a
// successor stands by, so that a death costs the test no start.
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { bootIsolate, type Isolate } from "../../stack/functions/isolate.ts";
import { functionsEnv } from "../../stack/functions/settings.ts";
import type { TestStack } from "../../stack/testing.ts";

export interface Processes {
  address(): string | undefined;
  /** Kills the living process and waits until it is gone; nobody answers then. */
  kill(): Promise<void>;
  /** Resolves when the successor answers. */
  next(): Promise<void>;
  stop(): Promise<void>;
}

export async function startProcesses({ home, secrets, info }: TestStack, url: string): Promise<Processes> {
  const log = createWriteStream(join(home.logs, "functions.log"), { flags: "a", mode: 0o600 });
  const env = { ...functionsEnv(home, secrets, info), SUPABASE_URL: url };
  const addressOf = ({ port }: Isolate): string => `http://127.0.0.1:${port}`;

  async function boot(): Promise<Isolate> {
    const isolate = await bootIsolate(home, env, log, () => {});
    // Without the credential it is refused, and the function is loaded by then.
    await fetch(`${addressOf(isolate)}/ignition-step`, { method: "POST" }).then((answer) => answer.text());
    return isolate;
  }
  async function end(isolate: Isolate): Promise<void> {
    const gone = new Promise<void>((done) => isolate.child.once("exit", () => done()));
    isolate.child.kill("SIGKILL");
    await gone;
  }

  let living: Isolate | undefined = await boot();
  let spare = boot();
  async function kill(): Promise<void> {
    const dying = living;
    living = undefined;
    if (dying) await end(dying);
  }
  return {
    kill,
    address: () => living && addressOf(living),
    async next() {
      living = await spare;
      spare = boot();
    },
    async stop() {
      await kill();
      await end(await spare);
      log.end();
    },
  };
}

// A sidecar in a process of its own, as a droplet runs it, that can be killed by SIGKILL. Its n8n, a simulator, lives on
// in this process behind a front that sees each change on its way, and can make one of them the sidecar's last.
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { LocalSidecar, LocalSidecarOptions } from "../../sidecar/local.ts";
import { startSimulator } from "../../sidecar/simulator/simulator.ts";
import { freePort } from "../../stack/ports.ts";
import { bodyOf } from "../ignition/fleet.ts";

/** What a freeze changes in n8n. */
export type Effect = "deactivate" | "stop";

export interface SidecarProcess extends LocalSidecar {
  /** The changes that reached n8n, as `deactivate <workflow>` and `stop <execution>`. */
  readonly effects: string[];
  /** SIGKILL; resolves when the process is gone and its port is closed. */
  kill(): Promise<void>;
  /** Kills it when so many of these have reached n8n: it hears of the last one no more. Resolves when it is dead. */
  killAfter(effect: Effect, count: number): Promise<void>;
  /** Starts it again on the same data and the same port. */
  again(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, "../../sidecar/src/server.ts");
const EFFECT = /^\/api\/v1\/(?:workflows|executions)\/([^/]+)\/(deactivate|stop)$/;
const LIMIT_MS = 20_000;

interface Planned {
  readonly effect: string;
  left: number;
  readonly dead: () => void;
}

export async function startSidecarProcess(options: LocalSidecarOptions): Promise<SidecarProcess> {
  const simulator = await startSimulator(options.simulator);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const effects: string[] = [];
  let child: ChildProcess | undefined;
  let planned: Planned | undefined;
  // One change at a time, so that a count of them is exact.
  let turn: Promise<unknown> = Promise.resolve();

  const front = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const [, id, effect] = EFFECT.exec(request.url ?? "") ?? [];
      const body = await bodyOf(request);
      if (effect && !child) return void response.destroy(); // of a process that is dead
      const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
      const answer = await fetch(`${simulator.url}${request.url}`, {
        method: request.method ?? "GET",
        headers: headers as Record<string, string>,
        ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
      });
      const text = await answer.text();
      if (effect && answer.ok) effects.push(`${effect} ${id}`);
      if (effect && planned?.effect === effect && --planned.left === 0) {
        const { dead } = planned;
        planned = undefined;
        await kill();
        return dead();
      }
      const sent = [...answer.headers].filter(
        ([name]) => !/^(content-length|content-encoding|transfer-encoding|connection)$/.test(name),
      );
      response.writeHead(answer.status, sent.flat()).end(text);
    };
    const orBroken = (): Promise<void> => forward().catch(() => void response.destroy());
    if (EFFECT.test(request.url ?? "")) turn = turn.then(orBroken);
    else void orBroken();
  });
  await new Promise<void>((done) => front.listen(0, "127.0.0.1", done));

  async function again(): Promise<void> {
    const made = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        PATH: process.env.PATH,
        SIDECAR_PORT: String(port),
        SIDECAR_STATE_DIR: options.stateDir,
        SIDECAR_HEARTBEAT_S: String(options.heartbeatSeconds ?? 60),
        GENESIS_FUNCTIONS_URL: options.functionsUrl,
        ENROL_TOKEN: options.enrolToken,
        N8N_URL: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
      },
    });
    child = made;
    for (const end = Date.now() + LIMIT_MS; ; await new Promise((done) => setTimeout(done, 30))) {
      if (
        await fetch(`${url}/api/health`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      if (made.exitCode !== null || Date.now() > end) throw new Error("the sidecar's process does not start");
    }
  }
  async function kill(): Promise<void> {
    const dying = child;
    child = undefined;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((done) => dying.once("exit", done));
    dying.kill("SIGKILL");
    await gone;
  }

  await again();
  return {
    url,
    eventsUrl: "",
    engineUrl: simulator.url,
    simulator,
    effects,
    again,
    kill,
    killAfter: (effect, count) =>
      new Promise((dead) => {
        planned = { effect, left: count, dead };
      }),
    async stop() {
      await kill();
      front.close();
      front.closeAllConnections();
      await simulator.stop();
    },
  };
}

// A sidecar, and unless there is an n8n a simulator beside it, in this process: for the local stack and for tests.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Simulator, startSimulator } from "./simulator/simulator.ts";
import type { Log } from "./src/log.ts";
import { type Parts, startSidecar } from "./src/sidecar.ts";

export interface LocalSidecarOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Keys, journal and, with a simulator, its workflows: what is there is taken up again. */
  readonly stateDir: string;
  /** …/functions/v1 */
  readonly functionsUrl: string;
  /** Needed until the sidecar has enrolled once. */
  readonly enrolToken: string | undefined;
  /** A running n8n; without it a simulator is started. */
  readonly engineUrl?: string | undefined;
  readonly owner?: { readonly email: string; readonly password: string } | undefined;
  /** Where n8n's hook reports (SIDECAR_EVENTS_URL); 0: any free port. */
  readonly eventsPort?: number;
  readonly simulator?: {
    readonly port?: number;
    readonly publication?: "later" | "at_once";
    readonly publishMs?: number;
  };
  readonly heartbeatSeconds?: number;
  /** SIDECAR_AUTO_DEPLOY with this folder. */
  readonly autoDeployDir?: string;
  readonly log?: Log;
  readonly parts?: Omit<Parts, "log">;
}

export interface LocalSidecar {
  readonly url: string;
  readonly eventsUrl: string;
  /** Where its engine answers, webhooks included (N8N_PUBLIC_URL). */
  readonly engineUrl: string;
  readonly simulator: Simulator | undefined;
  stop(): Promise<void>;
}

const silent: Log = () => undefined;

/** Resolves when the sidecar listens; /api/health says when it is enrolled and its engine ready. */
export async function startLocalSidecar(options: LocalSidecarOptions): Promise<LocalSidecar> {
  mkdirSync(options.stateDir, { recursive: true, mode: 0o700 });
  let eventsUrl: string | undefined;
  const simulator = options.engineUrl
    ? undefined
    : await startSimulator({
        ...options.simulator,
        stateFile: join(options.stateDir, "simulator.db"),
        eventsUrl: () => eventsUrl,
      });
  const engineUrl = options.engineUrl ?? (simulator?.url as string);
  try {
    const sidecar = await startSidecar(
      {
        port: options.port,
        host: "127.0.0.1",
        eventsPort: options.eventsPort ?? 0,
        eventsHost: "127.0.0.1",
        stateDir: options.stateDir,
        functionsUrl: options.functionsUrl,
        enrolToken: options.enrolToken,
        n8nUrl: engineUrl,
        ownerEmail: options.owner?.email ?? "owner@workspace.local",
        ownerPassword: options.owner?.password,
        heartbeatSeconds: options.heartbeatSeconds ?? 60,
        autoDeployDir: options.autoDeployDir,
      },
      { ...options.parts, log: options.log ?? silent },
    );
    eventsUrl = sidecar.eventsUrl;
    return {
      url: sidecar.url,
      eventsUrl: sidecar.eventsUrl,
      engineUrl,
      simulator,
      async stop() {
        await sidecar.stop();
        await simulator?.stop();
      },
    };
  } catch (error) {
    await simulator?.stop();
    throw error;
  }
}

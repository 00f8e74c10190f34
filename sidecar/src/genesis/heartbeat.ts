// Once a minute: that the sidecar lives, what n8n says, and how full the machine is.
import { statfsSync } from "node:fs";
import { cpus, freemem, totalmem, uptime } from "node:os";
import { type Log, messageOf } from "../log.ts";
import type { Engine } from "../n8n/engine.ts";
import type { Outbox } from "../state/outbox.ts";
import { SIDECAR_VERSION } from "../version.ts";
import type { Enroller } from "./enrolment.ts";
import type { GenesisClient } from "./functions.ts";
import { type Repeating, repeat } from "./repeat.ts";

const busy = (): { idle: number; all: number } =>
  cpus().reduce(
    (sum, { times }) => ({
      idle: sum.idle + times.idle,
      all: sum.all + times.idle + times.user + times.nice + times.sys + times.irq,
    }),
    { idle: 0, all: 0 },
  );
const percent = (part: number, whole: number): number =>
  whole > 0 ? Math.round((1000 * part) / whole) / 10 : 0;

/** Percentages of this machine; cpu since the last call. */
export function createLoad(stateDir: string) {
  let last = busy();
  return () => {
    const now = busy();
    const all = now.all - last.all;
    const cpu_percent = percent(all - (now.idle - last.idle), all);
    last = now;
    const disk = statfsSync(stateDir);
    return {
      cpu_percent,
      memory_percent: percent(totalmem() - freemem(), totalmem()),
      disk_percent: percent(disk.blocks - disk.bavail, disk.blocks),
      uptime_s: Math.round(uptime()),
    };
  };
}

export interface HeartbeatParts {
  readonly enroller: Enroller;
  readonly genesis: GenesisClient;
  readonly engine: Engine;
  readonly outbox: Outbox;
  readonly hookState: () => string;
  readonly stateDir: string;
  readonly everySeconds: number;
  readonly log: Log;
}

export function startHeartbeat(parts: HeartbeatParts): Repeating {
  const { enroller, genesis, engine, outbox, log } = parts;
  const load = createLoad(parts.stateDir);
  const pause = parts.everySeconds * 1000;
  return repeat(async () => {
    const engineStatus = await engine.prepare().catch((error: unknown) => {
      log("error", "engine_check_failed", { cause: messageOf(error) });
      return engine.status();
    });
    const enrolment = enroller.current();
    if (!enrolment) return Math.min(pause, 1000);
    const body = {
      workspace_id: enrolment.workspaceId,
      sent_at: new Date().toISOString(),
      ...load(),
      n8n_up: engineStatus.ready,
      engine: engineStatus,
      versions: { sidecar: SIDECAR_VERSION, n8n: engineStatus.version, node: process.versions.node },
      node_events: { hook: parts.hookState(), waiting: outbox.size(), dropped: outbox.dropped() },
    };
    try {
      const said = await genesis.post("/fleet/heartbeat", enrolment.workspaceId, body);
      if (said.status === 200) enroller.renewKeys(said.json);
      else log("warn", "heartbeat_refused", { status: said.status });
    } catch (error) {
      log("warn", "heartbeat_lost", { cause: messageOf(error) });
    }
    return pause;
  });
}

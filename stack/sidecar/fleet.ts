// For development only: one process in place of many servers. Every workspace of the stack gets a sidecar of its own,
// with a state folder, keys, an enrolment and an engine of its own, started at the first request that names it. On a
// real fleet each of them is a server; here they share a process, so nothing separates them but their keys.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type LocalSidecar, startLocalSidecar } from "../../sidecar/local.ts";
import type { Log } from "../../sidecar/src/log.ts";
import { messageOf } from "../errors.ts";
import type { Home } from "../paths.ts";
import { withConnection } from "../postgres.ts";
import { enrolmentToken, isSidecarDir } from "./enrolment.ts";
import { keepN8n } from "./n8n.ts";
import { Refusal } from "./refusal.ts";
import { createTurns } from "./turns.ts";

export interface FleetPlan {
  readonly home: Home;
  readonly dbUrl: string;
  readonly functionsUrl: string;
  readonly engine: "simulator" | "n8n";
  /** The addresses in front, without /w/…: of the engines, and of what their hooks report to. */
  readonly engineFront: string;
  readonly eventsFront: string;
  readonly log: Log;
}

export interface Member {
  readonly sidecarPort: number;
  readonly eventsPort: number;
  readonly enginePort: number;
  stop(): Promise<void>;
}

export interface Fleet {
  /** The workspace's member, started if need be. Throws Refusal; the next request tries again. */
  member(workspaceId: string): Promise<Member>;
  /** The same, for a workspace that has a sidecar already; Refusal (404) for another. */
  known(workspaceId: string): Promise<Member>;
  /** Starts, one after the other, all that have a folder from before. */
  resume(): Promise<void>;
  /** The real n8n go on: the stack ends them. */
  stop(): Promise<void>;
}

const portOf = (url: string): number => Number(new URL(url).port);

export function createFleet(plan: FleetPlan): Fleet {
  const { home, dbUrl, functionsUrl, log } = plan;
  const members = new Map<string, Promise<Member>>();
  const inTurn = createTurns();
  const dirOf = (workspaceId: string): string => join(home.sidecar, workspaceId);
  let stopping = false;

  const n8nOf = (workspaceId: string, urgent: boolean) =>
    keepN8n({
      home,
      workspaceId,
      dbUrl,
      publicUrl: `${plan.engineFront}/w/${workspaceId}`,
      eventsUrl: `${plan.eventsFront}/w/${workspaceId}/events`,
      log: (event, fields) => log(event === "n8n_failed" ? "warn" : "info", event, fields),
      inTurn: (boot) => inTurn(boot, urgent),
    });

  async function start(workspaceId: string, urgent: boolean): Promise<Member> {
    const stateDir = dirOf(workspaceId);
    const enrolToken = await withConnection(dbUrl, (sql) => enrolmentToken(sql, workspaceId, stateDir));
    const n8n = plan.engine === "n8n" ? await n8nOf(workspaceId, urgent) : undefined;
    const sidecar: LocalSidecar = await startLocalSidecar({
      port: 0,
      stateDir,
      functionsUrl,
      enrolToken,
      engineUrl: n8n && `http://127.0.0.1:${n8n.port}`,
      log: (level, event, fields) => log(level, event, { ...fields, of: workspaceId }),
    });
    return {
      sidecarPort: portOf(sidecar.url),
      eventsPort: portOf(sidecar.eventsUrl),
      enginePort: portOf(sidecar.engineUrl),
      async stop() {
        n8n?.stop();
        await sidecar.stop();
      },
    };
  }

  function ensure(workspaceId: string, urgent: boolean): Promise<Member> {
    if (stopping) return Promise.reject(new Refusal(503, "stopping", "The stack is stopping"));
    const found = members.get(workspaceId);
    if (found) return found;
    const starting = start(workspaceId, urgent);
    members.set(workspaceId, starting);
    starting.catch((error) => {
      members.delete(workspaceId);
      log("warn", "no_sidecar", { of: workspaceId, cause: messageOf(error) });
    });
    return starting;
  }

  return {
    member: (workspaceId) => ensure(workspaceId, true),
    known(workspaceId) {
      if (isSidecarDir(dirOf(workspaceId))) return ensure(workspaceId, true);
      return Promise.reject(
        new Refusal(404, "not_found", "The workspace has no sidecar: it was never ignited"),
      );
    },
    async resume() {
      const names = existsSync(home.sidecar) ? readdirSync(home.sidecar) : [];
      for (const name of names.filter((each) => isSidecarDir(dirOf(each)))) {
        await ensure(name, false).catch(() => undefined); // said by ensure; a workspace may be gone
      }
    },
    async stop() {
      stopping = true;
      const all = await Promise.all([...members.values()].map((member) => member.catch(() => undefined)));
      await Promise.all(all.map((member) => member?.stop()));
    },
  };
}

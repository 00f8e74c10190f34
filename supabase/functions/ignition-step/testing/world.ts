// A whole ignition in memory, whose process can be killed between any two calls of a port, before or after the call.
// Long because the ports and the process that may die around them are one thing.

import { createLoop } from "../loop.ts";
import type { Ports } from "../ports.ts";
import type { Note } from "../runner.ts";
import { createMemory, createMemoryDatabase, type Memory, WORKSPACE } from "./memory-database.ts";
import { createEngine, createMemorySidecar, type Engine } from "./memory-engine.ts";

const SLUGS = [
  "email_1",
  "email_2",
  "email_3",
  "email_preparation",
  "opt_out",
  "reply_tracker",
  "research_report",
];

export interface Kill {
  /** Counted from 0 over all calls of all ports. */
  call: number;
  when: "before" | "after";
}

export interface World {
  memory: Memory;
  engine: Engine;
  /** Names of the port calls of all processes so far. */
  calls: string[];
  notes: Note[];
  /** What the sidecar's health says; null: nobody answers. */
  health: { ok: boolean; enrolled: boolean; workspaceId: string | null; problem: string | null } | null;
  proven: boolean;
  /** Seconds that the sidecar's clock is ahead. */
  aheadS: number;
  /** Asked before each call of a port: other processes act here. */
  meanwhile: (call: string) => void;
  /** One process, from a kick until it ends or is killed. */
  process(kill?: Kill): Promise<"ended" | "killed">;
  /** Processes, kick after kick, until the run has ended. */
  untilEnd(kill?: Kill): Promise<void>;
}

export function createWorld(): World {
  const memory = createMemory();
  const engine = createEngine();
  let time = Date.parse("2026-01-01T00:00:00Z");
  const now = () => time;
  const sleep = async (ms: number) => {
    time += ms;
  };
  const world: World = {
    memory,
    engine,
    calls: [],
    notes: [],
    health: { ok: true, enrolled: true, workspaceId: WORKSPACE, problem: null },
    proven: true,
    aheadS: 0,
    meanwhile: () => {},
    process,
    untilEnd,
  };

  const ports: Omit<Ports, "clock"> = {
    db: createMemoryDatabase(memory, now),
    secrets: {
      open: async (_id, { id }) => memory.vault.find((c) => c.id === id)?.secret,
      async put(_id, type, name, secret) {
        memory.vault = memory.vault.filter((c) => c.type !== type || c.name !== name);
        memory.vault.push({ id: `v-${type}`, type, name, envelope: {}, secret });
      },
      async remove(_id, id) {
        memory.vault = memory.vault.filter((c) => c.id !== id);
      },
    },
    sidecarFor: () => createMemorySidecar(engine, { now, sleep }),
    handshake: {
      health: async () => world.health,
      challenge: async () => ({ proven: world.proven, engineReady: true, aheadS: world.aheadS }),
    },
    droplets: () => ({
      mode: "local",
      provision: async () => ({ id: "local", ip: "127.0.0.1", sidecarUrl: "http://sidecar.test" }),
      terminate: async () => ({ gone: true }),
    }),
    compile: async (_assembled, credentials) =>
      SLUGS.map((slug) => ({
        slug,
        name: slug,
        workflow: { nodes: [], connections: {}, settings: { credentials } },
        hash: slug,
        probe: { kind: "schedule" },
        unresolved: [],
        holdsKey: false,
      })),
  };

  function process(kill?: Kill): Promise<"ended" | "killed"> {
    return new Promise((done, fail) => {
      let count = 0;
      const die = () => {
        done("killed");
        return new Promise<never>(() => {}); // a dead process neither goes on nor hears an answer
      };
      /** Every asynchronous method of a port is a point at which the process may die. */
      const watched = <T extends object>(name: string, port: T): T =>
        new Proxy(port, {
          get(target, key) {
            const method = Reflect.get(target, key);
            if (typeof method !== "function") return method;
            return async (...args: unknown[]) => {
              const label = `${name}.${String(key)}${name === "sidecar" ? ` ${args[1]}` : ""}`;
              const mine = count++;
              world.calls.push(label);
              world.meanwhile(label);
              if (kill?.call === mine && kill.when === "before") return die();
              const answer = await method.apply(target, args);
              return kill?.call === mine ? die() : answer;
            };
          },
        });
      const clock = { now, sleep };
      const mine: Ports = {
        db: watched("db", ports.db),
        secrets: watched("secrets", ports.secrets),
        sidecarFor: (message) => watched("sidecar", ports.sidecarFor(message)),
        handshake: watched("handshake", ports.handshake),
        droplets: (mode) => watched("droplets", ports.droplets(mode)),
        compile: ports.compile,
        clock,
      };
      createLoop(mine, (line) => world.notes.push(line))().then(() => done("ended"), fail);
    });
  }

  async function untilEnd(kill?: Kill): Promise<void> {
    await process(kill);
    for (let kicks = 0; memory.step !== null; kicks++) {
      if (kicks > 200) throw new Error(`The run does not end: it stands at ${memory.step}`);
      time += 61_000; // cron's minute; what a dead process had taken is visible again
      await process();
    }
  }
  return world;
}

/** What exists, to be compared with exactly one set, or with nothing. */
export function inventory({ memory, engine }: World) {
  const named = (kind: string) =>
    engine.objects.filter((o) => o.kind === kind).map((o) => `${o.logical_id}${o.active ? " on" : ""}`);
  const webhook = memory.vault.find((c) => c.type === "webhook")?.secret as { token: string } | undefined;
  return {
    status: memory.status,
    rollbackSuccess: memory.rollbackSuccess,
    partitions: memory.partitions,
    credentials: named("credential").sort(),
    workflows: named("workflow").sort(),
    vault: memory.vault.map((c) => c.type).sort(),
    mapped: memory.map.map((r) => r.n8n_id).sort(),
    known: engine.objects.map((o) => o.n8n_id).sort(),
    tokenIsValid: webhook ? memory.token === webhook.token : null,
  };
}

// Puts the parts together, starts and stops them in order. server.ts is a process around it.
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { createApp, createEventsApp } from "./app.ts";
import { loadKeys } from "./auth/keys.ts";
import { startAutoDeploy } from "./auto-deploy/auto-deploy.ts";
import { createRunner } from "./commands/runner.ts";
import type { Config } from "./config.ts";
import { createEnroller } from "./genesis/enrolment.ts";
import { createGenesisClient } from "./genesis/functions.ts";
import { startHeartbeat } from "./genesis/heartbeat.ts";
import { startNodeEvents } from "./genesis/node-events.ts";
import { type Repeating, repeat } from "./genesis/repeat.ts";
import { consoleLog, type Log } from "./log.ts";
import { createN8nEngine } from "./n8n/client.ts";
import type { Engine } from "./n8n/engine.ts";
import { openDatabases } from "./state/database.ts";
import { createJournal, type Journal } from "./state/journal.ts";
import { createMeta } from "./state/meta.ts";
import { createObjects } from "./state/objects.ts";
import { createOutbox } from "./state/outbox.ts";
import { openSecrets } from "./state/secrets.ts";

export interface Parts {
  readonly log?: Log;
  /** For tests: around the engine and the journal, where a process may die. */
  readonly wrapEngine?: (engine: Engine) => Engine;
  readonly wrapJournal?: (journal: Journal) => Journal;
}

export interface Sidecar {
  readonly url: string;
  /** Where n8n's hook reports (SIDECAR_EVENTS_URL of hooks/node-events.cjs). */
  readonly eventsUrl: string;
  /** Takes no new command, lets the running ones end, then goes. */
  stop(): Promise<void>;
}

/** Results older than this are forgotten; no control plane asks again after a month. */
const REMEMBER_MS = 30 * 86_400_000;
const HOUR_MS = 3_600_000;

async function listen(app: Hono, host: string, port: number): Promise<{ server: Server; url: string }> {
  return new Promise((done, fail) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
      done({ server, url: `http://${name.includes(":") ? `[${name}]` : name}:${address.port}` });
    }) as Server;
    server.once("error", fail);
  });
}

const close = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
  });

/** Resolves when it listens; enrolment and n8n may come later, /api/health tells. Errors: a port in use. */
export async function startSidecar(config: Config, parts: Parts = {}): Promise<Sidecar> {
  const log = parts.log ?? consoleLog;
  const db = openDatabases(config.stateDir);
  const secrets = openSecrets(config.stateDir);
  const keys = await loadKeys(secrets);
  const objects = createObjects(db.quick);
  const outbox = createOutbox(db.quick);
  const journal = (parts.wrapJournal ?? ((j) => j))(createJournal(db));
  const owner = { email: config.ownerEmail, password: config.ownerPassword };
  const engine = (parts.wrapEngine ?? ((e) => e))(createN8nEngine({ url: config.n8nUrl, owner, secrets }));
  const genesis = createGenesisClient(config.functionsUrl, keys);
  const enroller = createEnroller(createMeta(db.synced), genesis, config.enrolToken, log, journal.reset);
  const runner = createRunner({ engine, objects, journal, log });
  let hook = "unknown";
  const loops: Repeating[] = [];

  const commands = await listen(createApp({ enroller, keys, runner, log, engine }), config.host, config.port);
  const senders = startNodeEvents({ enroller, genesis, outbox, log });
  const inner = createEventsApp({
    engine,
    objects,
    outbox,
    log,
    onEvents: senders.nudge,
    onHook: (state) => {
      hook = state;
    },
  });
  const events = await listen(inner, config.eventsHost, config.eventsPort);
  const heartbeat = startHeartbeat({
    enroller,
    genesis,
    engine,
    outbox,
    hookState: () => hook,
    stateDir: config.stateDir,
    everySeconds: config.heartbeatSeconds,
    log,
  });
  loops.push(senders, heartbeat, enroller.start(heartbeat.nudge));
  loops.push(
    repeat(async () => {
      journal.forget(Date.now() - REMEMBER_MS);
      return HOUR_MS;
    }),
  );
  if (config.autoDeployDir)
    loops.push(startAutoDeploy({ folder: config.autoDeployDir, enroller, runner, journal, log }));
  log("info", "listening", { url: commands.url, events_url: `${events.url}/events` });

  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    const closed = [close(commands.server), close(events.server)];
    await runner.idle();
    for (const { server } of [commands, events]) server.closeIdleConnections();
    await Promise.all([...closed, ...loops.map((loop) => loop.stop())]);
    db.close();
    log("info", "stopped");
  }
  return {
    url: commands.url,
    eventsUrl: `${events.url}/events`,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

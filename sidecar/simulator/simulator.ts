// A stand-in for n8n 2.41.1, as far as the sidecar uses it: for the first start, for faults and for scale.
// The contract suite (sidecar/contract) runs against this and against the real n8n, so that they cannot part.
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { ApiError, type Core } from "./core.ts";
import { type Faults, faultsSchema, noFaults, strike } from "./faults.ts";
import { openapi, publicRoutes } from "./public-api.ts";
import { restApi } from "./rest-api.ts";
import { keepState, type SimState } from "./state.ts";
import { webhooks } from "./webhooks.ts";

export interface SimulatorOptions {
  readonly port?: number;
  /** Keeps everything in this file; without: in memory alone. */
  readonly stateFile?: string;
  readonly publication?: "later" | "at_once";
  readonly publishMs?: number;
  readonly version?: string;
  readonly eventsUrl?: () => string | undefined;
}

export interface Simulator {
  readonly url: string;
  readonly state: SimState;
  setFaults(faults: Partial<Faults>): void;
  stop(): Promise<void>;
}

type App = Hono<{ Bindings: HttpBindings }>;

function createApp(core: Core): App {
  const app: App = new Hono<{ Bindings: HttpBindings }>();
  app.get("/simulator/state", (c) => {
    const { workflows, credentials, executions } = core.state;
    return c.json({
      workflows,
      credentials: credentials.map(({ data: _data, ...rest }) => rest),
      executions,
    });
  });
  app.put("/simulator/faults", async (c) => {
    core.faults = faultsSchema.parse(await c.req.json());
    return c.json({ ok: true });
  });
  app.use(async (c, next) => {
    if (core.faults.latencyMs > 0) await sleep(core.faults.latencyMs);
    const fault = strike(core.faults, `${c.req.method} ${c.req.path}`);
    if (fault === 404) return c.text(`Cannot ${c.req.method} ${c.req.path}`, 404);
    if (typeof fault === "number") return c.json({ message: "simulated failure" }, fault);
    if (fault === "hang") {
      await once(c.env.outgoing, "close");
      return RESPONSE_ALREADY_SENT;
    }
    if (fault !== "drop") await next();
    if (fault === undefined) return;
    c.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  });
  app.get("/healthz/readiness", (c) => c.json({ status: "ok" }));

  const routes = publicRoutes(core);
  app.get("/api/v1/openapi.yml", (c) => c.text(openapi(routes)));
  for (const route of routes) {
    app.on(route.method.toUpperCase(), `/api/v1${route.path.replace("{id}", ":id")}`, async (c) => {
      const key = core.state.apiKeys.find((k) => k.key === c.req.header("x-n8n-api-key"));
      if (!key) return c.json({ message: "Unauthorized" }, 401);
      if (!key.scopes.includes(route.scope)) return c.json({ message: "Forbidden" }, 403);
      const text = await c.req.text();
      const query = new URL(c.req.url).searchParams;
      const asked = { id: c.req.param("id") ?? "", query, body: text === "" ? {} : JSON.parse(text) };
      const answer = route.run(asked);
      if (route.method !== "get") core.save();
      return c.json(answer as object);
    });
  }
  app.route("/rest", restApi(core) as unknown as App);
  app.route("/webhook", webhooks(core) as unknown as App);
  app.onError((error, c) =>
    error instanceof ApiError
      ? c.json({ message: error.message }, error.status as 400)
      : c.json({ message: `simulator: ${error.message}` }, 500),
  );
  return app;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const kept = keepState(options.stateFile);
  const { state } = kept;
  const core: Core = {
    state,
    faults: noFaults(),
    publication: options.publication ?? "later",
    publishMs: options.publishMs ?? 150,
    version: options.version ?? "2.41.1",
    eventsUrl: options.eventsUrl ?? (() => undefined),
    later(ms, work) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, ms);
      timers.add(timer);
    },
    save: kept.save,
  };
  const server = await new Promise<Server>((done, fail) => {
    const made = serve({ fetch: createApp(core).fetch, hostname: "127.0.0.1", port: options.port ?? 0 }, () =>
      done(made as Server),
    );
    made.once("error", fail);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    setFaults(faults) {
      core.faults = faultsSchema.parse(faults);
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      return new Promise((done) => {
        server.close(() => {
          kept.close();
          done();
        });
        server.closeAllConnections();
      });
    },
  };
}

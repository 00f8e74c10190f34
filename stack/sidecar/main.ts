// The process of the stack's fleet: three addresses in front, the workspaces' sidecars and engines behind them.
import type { Server } from "node:http";
import { consoleLog } from "../../sidecar/src/log.ts";
import { homeAt } from "../paths.ts";
import { createFleet } from "./fleet.ts";
import { createFront } from "./front.ts";

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const ports = {
  sidecar: Number(required("SIDECAR_PORT")),
  events: Number(required("SIDECAR_EVENTS_PORT")),
  engine: Number(required("ENGINE_PORT")),
};
/** The demonstration's workspace: started at once, and reached without /w/… too. */
const resident = process.env.RESIDENT_WORKSPACE_ID || undefined;

const fleet = createFleet({
  home: homeAt(required("GENESIS_HOME")),
  dbUrl: required("DATABASE_URL"),
  functionsUrl: required("GENESIS_FUNCTIONS_URL"),
  engine: required("ENGINE") === "n8n" ? "n8n" : "simulator",
  engineFront: `http://127.0.0.1:${ports.engine}`,
  eventsFront: `http://127.0.0.1:${ports.events}`,
  log: consoleLog,
});

async function listen(server: Server, port: number): Promise<Server> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return server;
}

const servers = await Promise.all([
  listen(
    createFront(resident, async (id) => (await fleet.member(id)).sidecarPort),
    ports.sidecar,
  ),
  listen(
    createFront(resident, async (id) => (await fleet.known(id)).eventsPort),
    ports.events,
  ),
  listen(
    createFront(resident, async (id) => (await fleet.known(id)).enginePort),
    ports.engine,
  ),
]);
if (resident) await fleet.member(resident).catch(() => undefined); // said by the fleet; the next request tries again
void fleet.resume();

async function stop(): Promise<void> {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await fleet.stop();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());

// The process of the stack's sidecar: with the simulator in it, or beside a real n8n (ENGINE_URL).
import { startLocalSidecar } from "../../sidecar/local.ts";
import { consoleLog } from "../../sidecar/src/log.ts";

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const sidecar = await startLocalSidecar({
  port: Number(required("SIDECAR_PORT")),
  eventsPort: Number(required("SIDECAR_EVENTS_PORT")),
  simulator: { port: Number(required("ENGINE_PORT")) },
  engineUrl: process.env.ENGINE_URL,
  stateDir: required("SIDECAR_STATE_DIR"),
  functionsUrl: required("GENESIS_FUNCTIONS_URL"),
  enrolToken: required("ENROL_TOKEN"),
  log: consoleLog,
});

const stop = (): void => void sidecar.stop().then(() => process.exit(0));
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);

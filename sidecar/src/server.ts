// The process: settings from the environment, signals, exit codes.
import { BadSettings, readConfig } from "./config.ts";
import { consoleLog, messageOf } from "./log.ts";
import { startSidecar } from "./sidecar.ts";

/** Docker kills after 10 s unless told otherwise; compose.yaml gives 60. */
const GRACE_MS = 55_000;

try {
  const sidecar = await startSidecar(readConfig(process.env));
  const stop = (signal: string): void => {
    consoleLog("info", "stopping", { signal });
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    void sidecar.stop().then(() => process.exit(0));
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop(signal));
} catch (error) {
  if (error instanceof BadSettings) for (const problem of error.problems) console.error(problem);
  consoleLog("error", "cannot_start", { cause: messageOf(error) });
  process.exit(error instanceof BadSettings ? 2 : 1);
}

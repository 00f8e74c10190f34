import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { run } from "./run.ts";

/** Requests a second that the load reaches against a server that does nothing: its own limit on this machine, now. */
export async function loadCeiling(requests: readonly Buffer[], callers: number): Promise<number> {
  const worker = new Worker(new URL("./trivial-server.ts", import.meta.url));
  try {
    const [port] = (await once(worker, "message")) as [number];
    return (await run({ port, callers, requests, maxMs: 2_000 })).rate;
  } finally {
    await worker.terminate();
  }
}

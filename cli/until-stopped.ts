import type { Stack } from "../stack/supervisor.ts";
import { EXIT } from "./exit-codes.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Aborts at Ctrl-C or a polite signal. A second Ctrl-C does not hurry an orderly stop: it is quick. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => controller.abort());
  return controller.signal;
}

/** Waits for the interruption, then stops the stack. */
export async function untilStopped(stack: Stack, interrupted: AbortSignal): Promise<number> {
  if (!interrupted.aborted) {
    await new Promise<void>((done) => interrupted.addEventListener("abort", () => done(), { once: true }));
  }
  await stack.stop();
  return EXIT.ok;
}

import type { Stack } from "../stack/supervisor.ts";
import { EXIT } from "./exit-codes.ts";
import { complain } from "./output.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const FAULTS = ["uncaughtException", "unhandledRejection"] as const;

/**
 * Aborts at Ctrl-C or a polite signal; a second Ctrl-C does not hurry an orderly stop: it is quick.
 * Aborts at a fault of the stack's own too, so that no part is left behind; then `reason` is the error.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => controller.abort(signal));
  for (const fault of FAULTS) {
    process.on(fault, (error: unknown) => {
      complain(error);
      controller.abort(error);
    });
  }
  return controller.signal;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });

/** Waits for the work, or for the interruption. */
export const unlessInterrupted = (work: Promise<void>, interrupted: AbortSignal): Promise<void> =>
  Promise.race([work, aborted(interrupted)]);

/** Waits for the interruption, then stops the stack. */
export async function untilStopped(stack: Stack, interrupted: AbortSignal): Promise<number> {
  await aborted(interrupted);
  await stack.stop();
  return typeof interrupted.reason === "string" ? EXIT.ok : EXIT.failed;
}

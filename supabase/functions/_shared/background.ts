// Work that goes on after the answer. The platform lends an isolate time for it by EdgeRuntime.waitUntil.

export type InBackground = (work: Promise<unknown>) => Promise<void>;

interface EdgeRuntime {
  waitUntil(work: Promise<unknown>): unknown;
}

/** Longest that an answer waits for the work where nobody keeps the isolate alive for it. */
const PATIENCE_MS = 1_500;

/** Resolves when the answer may go: at once where the platform waits, else when the work is done or takes long. */
export const inBackground: InBackground = async (work) => {
  const quiet = work.catch(() => undefined);
  const runtime = (globalThis as { EdgeRuntime?: EdgeRuntime }).EdgeRuntime;
  if (runtime) {
    // Not returned: the platform's waitUntil gives the work back as a promise, and the answer would wait for it.
    runtime.waitUntil(quiet);
    return;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([quiet, new Promise((done) => (timer = setTimeout(done, PATIENCE_MS)))]);
  clearTimeout(timer);
};

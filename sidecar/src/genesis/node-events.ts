// Node events to Genesis: batches in order, again until they are taken, never one that was taken.
import { type Log, messageOf } from "../log.ts";
import type { Outbox } from "../state/outbox.ts";
import type { Enroller } from "./enrolment.ts";
import type { GenesisClient } from "./functions.ts";
import { backoff, type Repeating, repeat } from "./repeat.ts";

const BATCH = 200;
const WHEN_IDLE_MS = 30_000;

export function startNodeEvents(parts: {
  readonly enroller: Enroller;
  readonly genesis: GenesisClient;
  readonly outbox: Outbox;
  readonly log: Log;
}): Repeating {
  const { enroller, genesis, outbox, log } = parts;
  let tries = 0;
  return repeat(async (signal) => {
    const enrolment = enroller.current();
    if (!enrolment) return 1000;
    while (!signal.aborted) {
      const batch = outbox.next(BATCH);
      if (batch.length === 0) return WHEN_IDLE_MS;
      const events = batch.map(({ seq, body }) => ({ seq, ...(JSON.parse(body) as object) }));
      const body = { workspace_id: enrolment.workspaceId, events };
      try {
        const { status } = await genesis.post("/execution-events", enrolment.workspaceId, body);
        // A batch that Genesis calls wrong is wrong for good; everything else may pass.
        const isWrong = status === 400 || status === 413 || status === 422;
        if (status >= 300 && !isWrong) {
          log("warn", "node_events_refused", { status });
          return backoff(tries++, 500, 60_000);
        }
        if (isWrong) log("error", "node_events_lost", { status, count: batch.length });
        outbox.done(batch.map(({ seq }) => seq));
        tries = 0;
      } catch (error) {
        log("warn", "node_events_delayed", { cause: messageOf(error) });
        return backoff(tries++, 500, 60_000);
      }
    }
    return 0;
  });
}

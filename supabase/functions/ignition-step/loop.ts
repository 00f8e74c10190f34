import { createQueueLoop } from "../_shared/queue-loop.ts";
import type { Ports } from "./ports.ts";
import { type Note, runMessage } from "./runner.ts";

/** Reads the queue `ignition`; each call is one invocation. Rejects with what the claim or a report met. */
export function createLoop(ports: Ports, note: (line: Note) => void): () => Promise<void> {
  return createQueueLoop(ports.clock, async () => {
    const claimedAt = ports.clock.now();
    const { messages, next_due_in_s: dueInS } = await ports.db.claim();
    let worked = 0;
    for (const message of messages) {
      const line = await runMessage(ports, message, claimedAt);
      note(line);
      if (line.outcome !== "again") worked++;
    }
    return { worked, idle: messages.length === 0, dueInS };
  });
}

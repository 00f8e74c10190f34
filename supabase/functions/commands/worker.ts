// One command at a time: the workspace's lowest open one, its outcome to SQL, which keeps order, backoff and fence.
import { DatabaseError, PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import { createQueueLoop } from "../_shared/queue-loop.ts";
import { VaultError } from "../_shared/vault/mod.ts";
import { ACTIONS } from "./actions.ts";
import type { Command, CommandPorts } from "./ports.ts";

/** A command is leased for 60 s; this is the part of it that the sidecar may take. */
const LIFE_MS = 50_000;

export interface CommandNote {
  workspace_id: string;
  seq: number;
  action: string;
  attempt: number;
  trace_id: string | null;
  outcome: "done" | "retry" | "failed";
  ms: number;
  code?: string;
}

/** What genesis.commands may say of an error; never a secret. */
function failureOf(error: unknown): { code: string; said: string; permanent: boolean } {
  if (error instanceof PermanentError) return { code: error.code, said: error.message, permanent: true };
  if (error instanceof RetryableError) return { code: error.code, said: error.message, permanent: false };
  if (error instanceof VaultError) return { code: error.code, said: error.message, permanent: true };
  if (error instanceof DatabaseError)
    return { code: "database", said: "The database refused", permanent: false };
  const name = error instanceof Error ? error.name : typeof error;
  return { code: "unexpected", said: `Unexpected ${name}`, permanent: false };
}

async function work(ports: CommandPorts, command: Command, claimedAt: number): Promise<CommandNote> {
  const { workspace_id, seq, action, attempts, trace_id } = command;
  const noted = (outcome: CommandNote["outcome"], code?: string): CommandNote => {
    const ms = Math.round(ports.clock.now() - claimedAt);
    return { workspace_id, seq, action, attempt: attempts, trace_id, outcome, ms, code };
  };
  let result: Record<string, unknown>;
  try {
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!run) throw new PermanentError("action_unknown", `This version knows no action '${action}'`);
    result = await run({ ...ports, command, until: claimedAt + LIFE_MS });
  } catch (error) {
    const { code, said, permanent } = failureOf(error);
    await ports.db.failed(command, said, permanent);
    return noted(permanent ? "failed" : "retry", code);
  }
  await ports.db.done(command, result);
  return noted("done");
}

/** Each call is one invocation. Rejects with what the database answered to a claim or a report. */
export function createCommandLoop(
  ports: CommandPorts,
  note: (line: CommandNote) => void,
): () => Promise<void> {
  return createQueueLoop(ports.clock, async () => {
    const claimedAt = ports.clock.now();
    const command = await ports.db.claim();
    if (!("seq" in command)) return { worked: 0, idle: true, dueInS: command.next_due_in_s };
    note(await work(ports, command, claimedAt));
    return { worked: 1, idle: false, dueInS: null };
  });
}

// Runs a command once. Order in sight: same command in flight → memory and fence → lane → work → memory.
import { type Log, messageOf } from "../log.ts";
import { type Engine, EngineError } from "../n8n/engine.ts";
import type { Journal, Ticket } from "../state/journal.ts";
import type { Objects } from "../state/objects.ts";
import { type Action, ActionError, type Context } from "./action.ts";
import { redacted } from "./redact.ts";

export interface Outcome {
  readonly success: boolean;
  readonly result: unknown;
  readonly error: { readonly code: string; readonly message: string; readonly retryable: boolean } | null;
}

export class Refused extends Error {
  readonly code: "stale_epoch" | "replayed";
  constructor(code: "stale_epoch" | "replayed") {
    super(
      code === "stale_epoch"
        ? "The command is older than the current epoch"
        : "A later command was admitted already, or this command_id stands for another command",
    );
    this.name = "Refused";
    this.code = code;
  }
}

export interface RunnerParts {
  readonly engine: Engine;
  readonly objects: Objects;
  readonly journal: Journal;
  readonly log: Log;
}

export interface Runner {
  /** Throws Refused; everything else that goes wrong is an outcome. */
  run(ticket: Ticket, action: Action, payload: unknown): Promise<Outcome>;
  /** The sidecar's own work, between two commands. Throws what it throws; EngineError while n8n is not ready. */
  inTurn<T>(work: (context: Omit<Context, "stillCurrent">) => Promise<T>): Promise<T>;
  /** Resolves when nothing runs any more. */
  idle(): Promise<unknown>;
}

function outcomeOf(error: unknown, payload: unknown): Outcome {
  const known = error instanceof ActionError || error instanceof EngineError;
  return {
    success: false,
    result: error instanceof ActionError ? error.result : null,
    error: {
      code: known ? error.code : error instanceof Refused ? error.code : "internal_error",
      message: known || error instanceof Refused ? redacted(error.message, payload) : "The sidecar failed",
      // What nobody foresaw may pass; the caller's attempts are bounded.
      retryable: known ? error.retryable : !(error instanceof Refused),
    },
  };
}

export function createRunner({ engine, objects, journal, log }: RunnerParts): Runner {
  const inFlight = new Map<string, { mac: string; outcome: Promise<Outcome> }>();
  let lane: Promise<unknown> = Promise.resolve();

  /** An n8n of an unknown version is left alone; one that came up a moment ago is asked now. */
  async function requireEngine(): Promise<void> {
    const status = engine.status().ready ? engine.status() : await engine.prepare();
    if (!status.ready) throw new EngineError("engine_unready", status.problem ?? "n8n is not ready");
  }

  async function work(ticket: Ticket, action: Action, payload: unknown): Promise<Outcome> {
    const stillCurrent = (): void => {
      if (journal.epoch() > ticket.epoch) throw new Refused("stale_epoch");
    };
    try {
      if (action.changes) stillCurrent();
      await requireEngine();
      const result = await action.run({ engine, objects, stillCurrent }, payload);
      return { success: true, result: result ?? null, error: null };
    } catch (error) {
      const outcome = outcomeOf(error, payload);
      if (outcome.error?.code === "internal_error")
        log("error", "command_crashed", {
          action: ticket.action,
          cause: redacted(messageOf(error), payload),
        });
      return outcome;
    }
  }

  /** Changes one after the other: what adopts must not race with itself, and a freeze has the last word. */
  function inLane<T>(run: () => Promise<T>): Promise<T> {
    const mine = lane.then(run);
    lane = mine.catch(() => undefined);
    return mine;
  }

  async function first(ticket: Ticket, action: Action, payload: unknown): Promise<Outcome> {
    const admission = journal.admit(ticket);
    if (admission.kind === "refused") throw new Refused(admission.code);
    if (admission.kind === "repeat") return JSON.parse(admission.result) as Outcome;
    const begun = Date.now();
    const run = () => work(ticket, action, payload);
    const outcome = await (action.changes ? inLane(run) : run());
    // A failure that may pass is not the command's last word: the same command may try again.
    if (!outcome.error?.retryable) journal.finish(ticket.command_id, JSON.stringify(outcome));
    const { command_id, epoch, seq } = ticket;
    log(outcome.success ? "info" : "warn", "command", {
      action: ticket.action,
      command_id,
      epoch,
      seq,
      outcome: outcome.error?.code ?? "ok",
      ms: Date.now() - begun,
    });
    return outcome;
  }

  return {
    run(ticket, action, payload) {
      const flying = inFlight.get(ticket.command_id);
      if (flying)
        return flying.mac === ticket.payload_mac ? flying.outcome : Promise.reject(new Refused("replayed"));
      const outcome = first(ticket, action, payload).finally(() => inFlight.delete(ticket.command_id));
      inFlight.set(ticket.command_id, { mac: ticket.payload_mac, outcome });
      return outcome;
    },
    inTurn: (own) =>
      inLane(async () => {
        await requireEngine();
        return own({ engine, objects });
      }),
    idle: () => Promise.allSettled([lane, ...[...inFlight.values()].map((f) => f.outcome)]),
  };
}

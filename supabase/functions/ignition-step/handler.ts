// POST /functions/v1/ignition-step, from pg_net's kick and pg_cron: works on the queue `ignition`. Answers 202 before
// the work is done; a call that is lost costs a minute, and nothing else.
import type { RequireCron } from "../_shared/auth/mod.ts";
import type { InBackground } from "../_shared/background.ts";
import { databaseCauseOf, HttpError } from "../_shared/errors/mod.ts";
import { createHandler, type Handler, json, requireMethod, subPath } from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import { createLoop } from "./loop.ts";
import type { Ports } from "./ports.ts";

export interface IgnitionDeps extends Ports {
  cron: RequireCron;
  background: InBackground;
  log?: Log;
  /** One line about a message that was worked on, or an invocation that failed. */
  note?: (line: Record<string, unknown>) => void;
}

const consoleNote = (line: Record<string, unknown>): void => {
  const text = JSON.stringify({ function: "ignition-step", ...line });
  if (line.outcome === "done" || line.outcome === "again") console.log(text);
  else console.error(text);
};

export function createIgnitionHandler({
  cron,
  background,
  log,
  note = consoleNote,
  ...ports
}: IgnitionDeps): Handler {
  const loop = createLoop(ports, (line) => note({ ...line }));
  const run = async (request_id: string): Promise<void> => {
    try {
      await loop();
    } catch (error) {
      // The message comes again when its time is up.
      const cause = databaseCauseOf(error) ?? (error instanceof Error ? error.name : typeof error);
      note({ request_id, outcome: "broke_off", cause });
    }
  };
  return createHandler(
    "ignition-step",
    async (req, ctx) => {
      if (subPath(req, "ignition-step") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      cron(req);
      await background(run(ctx.requestId));
      return json({ ok: true }, 202);
    },
    log,
  );
}

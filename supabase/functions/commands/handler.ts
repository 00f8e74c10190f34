// POST /functions/v1/commands, from pg_net's kick and pg_cron: tells sidecars what genesis.commands has for them, and
// applies what unfreezes left of their quarantines.
import type { RequireCron } from "../_shared/auth/mod.ts";
import type { InBackground } from "../_shared/background.ts";
import { databaseCauseOf, HttpError } from "../_shared/errors/mod.ts";
import { createHandler, type Handler, json, requireMethod, subPath } from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import type { CommandPorts } from "./ports.ts";
import { createQuarantineDrain, type QuarantineDatabase } from "./quarantine.ts";
import { createCommandLoop } from "./worker.ts";

export interface CommandsDeps extends CommandPorts {
  quarantine: QuarantineDatabase;
  cron: RequireCron;
  background: InBackground;
  log?: Log;
  /** One line about a command that was worked on, or an invocation that failed. */
  note?: (line: Record<string, unknown>) => void;
}

const consoleNote = (line: Record<string, unknown>): void => {
  const text = JSON.stringify({ function: "commands", ...line });
  if (line.outcome === "done") console.log(text);
  else console.error(text);
};

export function createCommandsHandler({
  cron,
  background,
  log,
  note = consoleNote,
  quarantine,
  ...ports
}: CommandsDeps): Handler {
  const loop = createCommandLoop(ports, (line) => note({ ...line }));
  const drain = createQuarantineDrain(quarantine, ports.clock, (line) => note({ ...line }));
  const run = async (request_id: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // The command stays leased, and comes again when the lease is over.
      note({
        request_id,
        outcome: "broke_off",
        cause: databaseCauseOf(error) ?? (error instanceof Error ? error.name : "?"),
      });
    }
  };
  return createHandler(
    "commands",
    async (req, ctx) => {
      if (subPath(req, "commands") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      cron(req);
      await background(Promise.all([run(ctx.requestId, loop), run(ctx.requestId, drain)]).then(() => {}));
      return json({ ok: true }, 202);
    },
    log,
  );
}

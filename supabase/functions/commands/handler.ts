// POST /functions/v1/commands, from pg_net's kick and pg_cron: tells sidecars what genesis.commands has for them.
import type { RequireCron } from "../_shared/auth/mod.ts";
import type { InBackground } from "../_shared/background.ts";
import { DatabaseError, HttpError } from "../_shared/errors/mod.ts";
import { createHandler, type Handler, json, requireMethod, subPath } from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import type { CommandPorts } from "./ports.ts";
import { createCommandLoop } from "./worker.ts";

export interface CommandsDeps extends CommandPorts {
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
  ...ports
}: CommandsDeps): Handler {
  const loop = createCommandLoop(ports, (line) => note({ ...line }));
  const run = async (request_id: string): Promise<void> => {
    try {
      await loop();
    } catch (error) {
      // The command stays leased, and comes again when the lease is over.
      const database = error instanceof DatabaseError ? `database ${error.code || error.status}` : undefined;
      note({
        request_id,
        outcome: "broke_off",
        cause: database ?? (error instanceof Error ? error.name : "?"),
      });
    }
  };
  return createHandler(
    "commands",
    async (req, ctx) => {
      if (subPath(req, "commands") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      cron(req);
      await background(run(ctx.requestId));
      return json({ ok: true }, 202);
    },
    log,
  );
}

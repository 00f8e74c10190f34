// POST /functions/v1/alarms, from pg_net's kick and pg_cron: tells the operators' webhook of alarms. Answers 202 before
// the work is done, as pg_net sends one batch of calls at a time.
import type { RequireCron } from "../_shared/auth/mod.ts";
import type { InBackground } from "../_shared/background.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createHandler, type Handler, json, requireMethod, subPath } from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import { type DeliverDeps, deliver } from "./deliver.ts";

export interface AlarmsDeps extends DeliverDeps {
  cron: RequireCron;
  background: InBackground;
  log?: Log;
  /** One line about a finished run. */
  note?: (line: Record<string, unknown>) => void;
}

export function createAlarmsHandler({ cron, background, log, note, ...deps }: AlarmsDeps): Handler {
  const say = note ?? ((line) => console.log(JSON.stringify(line)));
  const run = async (request_id: string): Promise<void> => {
    const about = { request_id, function: "alarms", run: "deliver" };
    try {
      say({ ...about, outcome: "ok", ...(await deliver(deps)) });
    } catch {
      say({ ...about, outcome: "failed" }); // leased deliveries are due again after a minute
    }
  };
  return createHandler(
    "alarms",
    async (req, ctx) => {
      if (subPath(req, "alarms") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      cron(req);
      await background(run(ctx.requestId));
      return json({ ok: true }, 202);
    },
    log,
  );
}

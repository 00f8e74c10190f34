// POST /functions/v1/audit, from pg_cron: signs the audit chains' heads, and posts the copies that wait for it. Answers
// 202 before the work is done, as pg_net sends one batch of calls at a time and a slow answer holds up the next.
import type { RequireCron } from "../_shared/auth/mod.ts";
import type { InBackground } from "../_shared/background.ts";
import { DatabaseError, HttpError } from "../_shared/errors/mod.ts";
import { createHandler, type Handler, json, requireMethod, subPath } from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import { type CheckpointDeps, writeCheckpoints } from "./checkpoints.ts";
import { type PostDeps, postCopies } from "./post.ts";

export interface AuditDeps extends CheckpointDeps, PostDeps {
  cron: RequireCron;
  background: InBackground;
  log?: Log;
  /** One line about a finished run. */
  note?: (line: Record<string, unknown>) => void;
}

const consoleNote = (line: Record<string, unknown>): void => {
  const text = JSON.stringify(line);
  if (line.outcome === "ok") console.log(text);
  else console.error(text);
};

export function createAuditHandler({
  cron,
  background,
  log,
  note = consoleNote,
  ...deps
}: AuditDeps): Handler {
  const run = async (request_id: string): Promise<void> => {
    const about = { request_id, function: "audit", run: "checkpoints" };
    try {
      const stored = await writeCheckpoints(deps);
      const copies = await postCopies(deps);
      note({ ...about, outcome: copies.failure ? "unposted" : "ok", stored, ...copies });
    } catch (error) {
      // Heads stay due, and copies are due again after a minute.
      const cause =
        error instanceof DatabaseError ? `database ${error.code || `status ${error.status}`}` : String(error);
      note({ ...about, outcome: "failed", cause });
    }
  };
  return createHandler(
    "audit",
    async (req, ctx) => {
      if (subPath(req, "audit") !== "") throw new HttpError("not_found");
      requireMethod(req, "POST");
      cron(req);
      await background(run(ctx.requestId));
      return json({ ok: true }, 202);
    },
    log,
  );
}

// GET, HEAD /functions/v1/health: {status: ok | degraded | down}, 503 when down, for an uptime monitor. The reasons are
// for a monitor with METRICS_TOKEN or an operator.
import { bringsCredential, type RequireMonitor } from "../_shared/auth/monitor.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { createHandler, type Handler, json, requireMethod, subPath, withCors } from "../_shared/http/mod.ts";
import type { Log } from "../_shared/log.ts";
import { type HealthFacts, judge, type Verdict } from "./judge.ts";

export interface HealthDeps {
  rpc: Rpc;
  monitor: RequireMonitor;
  /** Throws when the master key is not the one that the vault was sealed with. */
  canary: () => Promise<void>;
  log?: Log;
}

/** Asked in turn: without a database nothing else can be said. */
async function examine({ rpc, canary }: HealthDeps): Promise<Verdict> {
  let verdict: Verdict;
  try {
    verdict = judge(await rpc<HealthFacts>("health", {}));
  } catch {
    return { status: "down", reasons: ["The database does not answer"] };
  }
  try {
    await canary();
    return verdict;
  } catch {
    return {
      status: "down",
      reasons: ["The vault does not open: is ENCRYPTION_MASTER_KEY right?", ...verdict.reasons],
    };
  }
}

/** Anybody may ask: the looking behind an answer is done once in this time. */
const ANSWER_LIFE_MS = 5_000;

export function createHealthHandler(deps: HealthDeps): Handler {
  let answer: { until: number; verdict: Promise<Verdict> } | undefined;
  const examined = (): Promise<Verdict> => {
    if (!answer || answer.until <= Date.now())
      answer = { until: Date.now() + ANSWER_LIFE_MS, verdict: examine(deps) };
    return answer.verdict;
  };
  return createHandler(
    "health",
    async (req, ctx) => {
      if (subPath(req, "health") !== "") throw new HttpError("not_found");
      requireMethod(req, "GET", "HEAD");
      const asked = bringsCredential(req);
      // A wrong credential is told so, rather than answered as if it had been none.
      if (asked) await deps.monitor(req);
      const { status, reasons } = await examined();
      ctx.outcome = status;
      return json(asked ? { status, reasons } : { status }, status === "down" ? 503 : 200);
    },
    deps.log,
    withCors,
  );
}

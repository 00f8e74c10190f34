// POST /launch and /launch/retry: the plan without gaps, then the start, which judges the stages again in its transaction.
import { gapOf, type LaunchGap } from "../_shared/contracts/launch.ts";
import type { Stage } from "../_shared/contracts/onboarding.ts";
import type { Settings } from "../_shared/env.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import { json } from "../_shared/http/reply.ts";
import type { Call } from "../_shared/http/session-route.ts";
import { type ItemOutcome, itemError } from "../_shared/ingest/mod.ts";
import { type createAssembleIgnitionConfig, suppliedBy } from "./assemble.ts";
import { planOf } from "./plan.ts";
import { pickStatus, type StoredStatus } from "./state.ts";

type Started = ItemOutcome & { launch?: StoredStatus; missing?: { stage: Stage; field: string | null }[] };

const notReady = (missing: LaunchGap[], unresolved: unknown[] = []): HttpError =>
  new HttpError("not_ready", {
    sentence: missing[0]?.message,
    extra: { missing, ...(unresolved.length > 0 ? { unresolved } : {}) },
  });

/** A run under way, or at its end, is answered for by the database; else every gap is told before anything is made. */
export async function start(
  assemble: ReturnType<typeof createAssembleIgnitionConfig>,
  settings: Settings,
  { rpc, workspaceId }: Call,
  retry: boolean,
): Promise<Response> {
  const p_workspace_id = workspaceId;
  await rpc("onboarding_access", { p_workspace_id });
  const config = await assemble(rpc, workspaceId);
  const isOver = (config.state?.status ?? "failed") === "failed";
  if (isOver && !(retry && !config.state)) {
    const { ready, missing, unresolved } = planOf(config, settings);
    if (!ready) throw notReady(missing, unresolved);
  }
  const args = { p_workspace_id, p_supplied: suppliedBy(settings), p_retry: retry };
  const outcome = await rpc<Started>("launch", args);
  if (outcome.status === 200) return json({ success: true, already_active: true });
  if (outcome.status === 202 && outcome.launch) {
    return json({ success: true, state: pickStatus(outcome.launch) }, 202);
  }
  if (outcome.code === "not_ready" && outcome.missing) {
    throw notReady(outcome.missing.map(({ stage, field }) => gapOf(stage, field)));
  }
  throw itemError(outcome);
}

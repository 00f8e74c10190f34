import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { EngineWorkflow } from "../n8n/engine.ts";
import { ActionError, type Context, change, engineId, nothing, question } from "./action.ts";
import { ourWorkflows, workflowOrError } from "./workflows.ts";

/** Deactivation stops none of these: a waiting one wakes up and sends its mail. */
const UNFINISHED = ["running", "waiting", "new"];
const ROUNDS = 20;

async function stopExecutions(context: Context) {
  const { engine } = context;
  const ours = new Set((await ourWorkflows(context)).map((w) => w.id));
  const stopped = new Set<string>();
  for (let round = 0; ; round++) {
    const lists = await Promise.all(UNFINISHED.map((status) => engine.listExecutions(status)));
    const open = lists.flat().filter((e) => ours.has(e.workflowId));
    if (open.length === 0) return { stopped: [...stopped], remaining: [] };
    if (round === ROUNDS) {
      const remaining = open.map((e) => e.id);
      const result = { stopped: [...stopped], remaining };
      throw new ActionError("executions_remain", `${remaining.length} executions do not end`, true, result);
    }
    for (const execution of open) {
      context.stillCurrent();
      if (await engine.stopExecution(execution.id)) stopped.add(execution.id);
    }
    if (round > 0) await sleep(250);
  }
}

const items = z.array(z.looseObject({ json: z.record(z.string(), z.unknown()) }));
const trigger = z.object({
  n8n_id: engineId,
  run_token: z.string().min(16).max(200),
  /** n8n's own form: node name → items. */
  pin_data: z.record(z.string(), items).nullable().default(null),
});

const isTrigger = (type: string): boolean => /trigger$|\.webhook$|emailReadImap$/i.test(type);

function triggerOf(w: EngineWorkflow, pinned: readonly string[]): string {
  const triggers = w.nodes.filter((n) => isTrigger(n.type) && n.disabled !== true).map((n) => n.name);
  const chosen = triggers.find((name) => pinned.includes(name)) ?? triggers[0];
  if (!chosen) throw new ActionError("no_trigger", "The workflow has no trigger to start from");
  return chosen;
}

/**
 * Runs a workflow once, with the run token in every item of its trigger. n8n takes pinned data from the saved
 * draft alone, so it is written there, unpublished, and taken out again as soon as the run has it.
 */
async function triggerTest(context: Context, p: z.infer<typeof trigger>) {
  const { engine } = context;
  const w = await workflowOrError(context, { n8n_id: p.n8n_id });
  const pinned = p.pin_data ?? {};
  const name = triggerOf(w, Object.keys(pinned));
  const given = pinned[name] ?? [{ json: {} }];
  const pinData = {
    ...pinned,
    [name]: given.map((item) => ({ ...item, json: { ...item.json, run_token: p.run_token } })),
  };
  await engine.updateWorkflow(w.id, { ...w, pinData }, false);
  try {
    return { execution_id: (await engine.run(w.id, name)).executionId };
  } finally {
    await engine.updateWorkflow(w.id, { ...w, pinData: {} }, false);
  }
}

async function getExecution(context: Context, p: { execution_id: string }) {
  const found = await context.engine.getExecution(p.execution_id);
  if (!found) throw new ActionError("not_found", "n8n has no such execution");
  await workflowOrError(context, { n8n_id: found.workflowId });
  return {
    execution_id: found.id,
    n8n_id: found.workflowId,
    status: found.status,
    mode: found.mode,
    started_at: found.startedAt,
    stopped_at: found.stoppedAt,
    nodes: found.nodes,
    error: found.error,
  };
}

export const executionActions = {
  STOP_EXECUTIONS: change(nothing, stopExecutions),
  TRIGGER_TEST: change(trigger, triggerTest),
  GET_EXECUTION: question(z.object({ execution_id: engineId }), getExecution),
};

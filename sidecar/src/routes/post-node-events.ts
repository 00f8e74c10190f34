// POST /events on the inner listener: what the hook in n8n saw. Only Genesis's workflows go on, and of them no
// item's content: counts, times, outcomes.
import type { Context } from "hono";
import { z } from "zod";
import { isOurs } from "../commands/ours.ts";
import type { Engine } from "../n8n/engine.ts";
import type { Objects } from "../state/objects.ts";
import type { Outbox } from "../state/outbox.ts";
import { refuse } from "./reply.ts";

const event = z.object({
  type: z.enum([
    "hook_ready",
    "hook_failed",
    "node_start",
    "node_complete",
    "node_error",
    "complete",
    "error",
  ]),
  at: z.iso.datetime(),
  execution_id: z.coerce.string().optional(),
  workflow_id: z.string().optional(),
  mode: z.string().optional(),
  node_name: z.string().optional(),
  node_type: z.string().optional(),
  ms: z.number().optional(),
  items: z.number().int().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
});
type HookEvent = z.infer<typeof event>;
const batch = z.object({
  /** One run of the hook; `first` is its number of events[0], counted from 1. */
  source: z.string().min(1).max(100),
  first: z.int().positive(),
  events: z.array(event).max(1000),
});

/** A workflow that is not ours is asked about again after so long: it may be tagged by then. */
const FORGET_MS = 60_000;
const ERROR_LENGTH = 500;

export interface NodeEventsParts {
  readonly engine: Engine;
  readonly objects: Objects;
  readonly outbox: Outbox;
  readonly onEvents: () => void;
  readonly onHook: (state: "live" | "failed") => void;
}

function bodyOf(e: HookEvent): string {
  const { workflow_id, mode, ms, items, status } = e;
  const error = e.error?.slice(0, ERROR_LENGTH);
  return JSON.stringify({
    execution_id: e.execution_id,
    event_type: e.type,
    node_name: e.node_name,
    node_type: e.node_type,
    at: e.at,
    data: { workflow_id, mode, ms, items, status, error },
  });
}

export function postNodeEvents({ engine, objects, outbox, onEvents, onHook }: NodeEventsParts) {
  const foreign = new Map<string, number>();
  async function concerns(workflowId: string | undefined): Promise<boolean> {
    if (!workflowId) return false;
    if (objects.byEngineId("workflow", workflowId)) return true;
    if ((foreign.get(workflowId) ?? 0) > Date.now() - FORGET_MS) return false;
    const found = await engine.getWorkflow(workflowId);
    if (found && isOurs(found)) return true;
    foreign.set(workflowId, Date.now());
    return false;
  }
  return async (c: Context) => {
    const body = batch.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return refuse(c, 400, "invalid_body", "These are no node events");
    const kept: (string | undefined)[] = [];
    for (const e of body.data.events) {
      // Whatever else it says, a hook that says something is there: also after a restart of the sidecar alone.
      onHook(e.type === "hook_failed" ? "failed" : "live");
      if (e.type === "hook_ready" || e.type === "hook_failed") {
        kept.push(undefined);
      } else kept.push(e.execution_id && (await concerns(e.workflow_id)) ? bodyOf(e) : undefined);
    }
    outbox.add(body.data.source, body.data.first, kept);
    if (kept.some((k) => k !== undefined)) onEvents();
    return c.json({ ok: true });
  };
}

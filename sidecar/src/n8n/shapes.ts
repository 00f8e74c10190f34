// n8n's JSON ↔ the engine port's words. Unknown fields fall away here.
import type { EngineExecution, EngineWorkflow, ExecutionDetail, Node, WorkflowBody } from "./engine.ts";

export interface N8nWorkflow {
  id: string;
  name: string;
  active: boolean;
  nodes: Node[];
  connections: Record<string, unknown>;
  settings?: Record<string, unknown> | null;
  pinData?: Record<string, unknown> | null;
  tags?: { id: string; name: string }[];
  updatedAt: string;
}

export const workflowOf = (w: N8nWorkflow): EngineWorkflow => ({
  id: w.id,
  name: w.name,
  active: w.active,
  nodes: w.nodes,
  connections: w.connections,
  settings: w.settings ?? {},
  ...(w.pinData ? { pinData: w.pinData } : {}),
  tags: (w.tags ?? []).map((tag) => tag.name),
  updatedAt: w.updatedAt,
});

/** n8n refuses every key that it does not expect. */
export const writable = (body: WorkflowBody): WorkflowBody => ({
  name: body.name,
  nodes: body.nodes,
  connections: body.connections,
  settings: body.settings,
  ...(body.pinData === undefined ? {} : { pinData: body.pinData }),
});

interface N8nTask {
  executionStatus?: string;
  executionTime?: number;
  data?: { main?: (unknown[] | null)[] };
  error?: { message?: string };
}

export interface N8nExecution {
  id: string | number;
  workflowId: string;
  status: string;
  mode: string;
  startedAt?: string | null;
  stoppedAt?: string | null;
  data?: {
    resultData?: { runData?: Record<string, N8nTask[]>; error?: { message?: string } };
  } | null;
}

export const executionOf = (e: N8nExecution): EngineExecution => ({
  id: String(e.id),
  workflowId: e.workflowId,
  status: e.status,
  mode: e.mode,
  startedAt: e.startedAt ?? null,
  stoppedAt: e.stoppedAt ?? null,
});

/** Counts and outcomes of each node; never its items, which hold people's data. */
export function detailOf(e: N8nExecution): ExecutionDetail {
  const result = e.data?.resultData;
  const nodes = Object.entries(result?.runData ?? {}).flatMap(([name, tasks]) =>
    tasks.map((task) => ({
      name,
      status: task.executionStatus ?? "unknown",
      ms: task.executionTime ?? 0,
      items: (task.data?.main ?? []).reduce((sum, output) => sum + (output?.length ?? 0), 0),
      error: task.error?.message ?? null,
    })),
  );
  return { ...executionOf(e), nodes, error: result?.error?.message ?? null };
}

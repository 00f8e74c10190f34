// Executions: nodes in the order of their connections, with the events that n8n's hook would report. No node does
// anything: the simulator is for provisioning, the real n8n for mail.
import { randomUUID } from "node:crypto";
import { type Core, isTrigger } from "./core.ts";
import type { SimExecution, SimWorkflow } from "./state.ts";

const source = randomUUID();
let count = 0;

/** As the hook does it, without its patience: what is not heard is lost. */
function report(core: Core, events: readonly Record<string, unknown>[]): void {
  const url = core.eventsUrl();
  if (!url || events.length === 0) return;
  const first = count + 1;
  count += events.length;
  const at = new Date().toISOString();
  const body = JSON.stringify({ source, first, events: events.map((event) => ({ at, ...event })) });
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body }).catch(
    () => undefined,
  );
}

function reachable(w: SimWorkflow, start: string): SimWorkflow["nodes"][number][] {
  const names = [start];
  for (const name of names)
    for (const output of w.connections[name]?.main ?? [])
      for (const { node } of output ?? []) if (!names.includes(node)) names.push(node);
  return names.flatMap((name) => w.nodes.find((n) => n.name === name) ?? []);
}

export function execute(core: Core, w: SimWorkflow, start: string, mode: string): SimExecution {
  core.state.executionCount += 1;
  const execution: SimExecution = {
    id: String(core.state.executionCount),
    workflowId: w.id,
    status: "running",
    mode,
    startedAt: new Date().toISOString(),
    stoppedAt: null,
    nodes: [],
  };
  core.state.executions.push(execution);
  const of = { execution_id: execution.id, workflow_id: w.id, mode };
  core.later(core.faults.runMs, () => {
    if (execution.status !== "running") return;
    const events: Record<string, unknown>[] = [];
    for (const node of reachable(w, start)) {
      const named = { ...of, node_name: node.name, node_type: node.type };
      events.push({ type: "node_start", ...named });
      const waits = node.type.endsWith(".wait");
      execution.nodes.push({ name: node.name, status: waits ? "waiting" : "success", ms: 1 });
      if (waits) {
        execution.status = "waiting";
        break;
      }
      events.push({ type: "node_complete", ...named, ms: 1, items: 1, status: "success" });
    }
    if (execution.status === "running") {
      execution.status = "success";
      execution.stoppedAt = new Date().toISOString();
      events.push({ type: "complete", ...of, status: "success" });
    }
    report(core, events);
    core.save();
  });
  return execution;
}

export const triggerNamed = (w: SimWorkflow, name: string) =>
  w.nodes.find((n) => n.name === name && isTrigger(n.type));

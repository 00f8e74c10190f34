// Activation: what runs, and when.
import { ApiError, type Core, isTrigger, isWebhook } from "./core.ts";
import type { SimWorkflow } from "./state.ts";

export interface Hook {
  readonly workflow: SimWorkflow;
  readonly node: SimWorkflow["nodes"][number];
  readonly method: string;
}

const parameters = (node: SimWorkflow["nodes"][number]) =>
  (node.parameters ?? {}) as { path?: string; httpMethod?: string };

const hooksOf = (workflow: SimWorkflow): Hook[] =>
  workflow.nodes
    .filter((n) => isWebhook(n.type) && n.disabled !== true)
    .map((n) => ({ workflow, node: n, method: parameters(n).httpMethod ?? "GET" }));

/** The webhooks that are live at a path. */
export const hooksAt = (core: Core, path: string): Hook[] =>
  core.state.workflows
    .filter((w) => w.publication === "published")
    .flatMap(hooksOf)
    .filter((hook) => parameters(hook.node).path === path);

function conflict(core: Core, workflow: SimWorkflow): boolean {
  const others = core.state.workflows.filter((w) => w.active && w.id !== workflow.id).flatMap(hooksOf);
  const key = (hook: Hook) => `${hook.method} ${parameters(hook.node).path}`;
  const taken = new Set(others.map(key));
  return hooksOf(workflow).some((hook) => taken.has(key(hook)));
}

/** Throws as n8n does; where publication is later, a trigger that cannot start is only seen in the status. */
export function activate(core: Core, w: SimWorkflow): void {
  const triggers = w.nodes.filter((n) => isTrigger(n.type) && n.disabled !== true);
  if (triggers.every((n) => n.type.endsWith(".manualTrigger")))
    throw new ApiError(400, "Workflow cannot be activated because it has no trigger node");
  if (conflict(core, w)) throw new ApiError(409, "There is a conflict with one of the webhooks.");
  const failing = triggers.filter((n) => core.faults.failingTriggers.includes(n.type));
  const errors = failing.map((n) => `The trigger ${n.name} did not start`);
  if (core.publication === "at_once") {
    if (errors[0]) throw new ApiError(400, errors[0]);
    w.active = true;
    w.publication = "published";
    return;
  }
  w.active = true;
  w.publication = "in_progress";
  core.later(core.publishMs, () => {
    if (!w.active) return;
    w.publication = errors.length > 0 ? "failed" : "published";
    w.triggerErrors = errors;
    core.save();
  });
}

export function deactivate(core: Core, w: SimWorkflow): void {
  if (!w.active && w.publication === "not_published") return;
  w.active = false;
  w.triggerErrors = [];
  if (core.publication === "at_once") {
    w.publication = "not_published";
    return;
  }
  w.publication = "in_progress";
  core.later(core.publishMs, () => {
    if (w.active) return;
    w.publication = "not_published";
    core.save();
  });
}

// One hash for what a workflow does, the same for what was compiled and for what n8n gives back.
import { sha256Hex } from "../auth/hash.ts";
import type { WorkflowBody, WorkflowNode } from "./types.ts";

/** Where a node stands and what it is called inside is nobody's business but the editor's. */
const NOT_MEANT = new Set(["id", "position", "webhookId", "notes", "notesInFlow", "color"]);

/** Settings that Genesis sets: n8n adds others of its own. */
const SETTINGS = ["executionOrder", "timezone", "errorWorkflow", "executionTimeout", "saveManualExecutions"];

/** JSON with sorted keys and without what says nothing: undefined, and null members. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

const meantOf = (node: WorkflowNode): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(node).filter(([key]) => !NOT_MEANT.has(key))),
  // A credential's name is a label; its id decides.
  credentials: Object.fromEntries(Object.entries(node.credentials ?? {}).map(([type, { id }]) => [type, id])),
});

/** SHA-256, hex. */
export function workflowHash({ nodes, connections, settings }: WorkflowBody): string {
  const meant = {
    nodes: nodes.map(meantOf).sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1)),
    connections,
    settings: Object.fromEntries(
      SETTINGS.filter((key) => key in settings).map((key) => [key, settings[key]]),
    ),
  };
  return sha256Hex(canonicalJson(meant));
}

/** Of a template's manifest and files: what `genesis.workflow_templates` keys it by. */
export const templateHash = (template: { manifest: unknown; bodies: unknown }): string =>
  sha256Hex(canonicalJson(template));

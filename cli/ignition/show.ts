// A run as lines for people: one a finished attempt, and the one under way where a terminal can rewrite it.
import { print } from "../output.ts";
import { type Operation, type Run, type RunState, secondsOf, secondsOfStep } from "./run.ts";

const WIDTH = 22;
const MARK: Readonly<Record<Operation["status"], string>> = {
  running: "…",
  completed: "✓",
  failed: "✗",
  skipped: "–",
};

/** What a step says of its work: names and counts, no objects. */
const DETAIL_CHARS = 70;

function detailOf({ result }: Operation): string {
  const parts = Object.entries(result)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .map(([name, value]) => `${name} ${value}`);
  const text = parts.join(", ");
  return text.length > DETAIL_CHARS ? `${text.slice(0, DETAIL_CHARS - 1)}…` : text;
}

export function stepLine(step: Operation): string {
  const time = `${secondsOfStep(step).toFixed(2)} s`.padStart(9);
  const more = step.status === "failed" ? `${step.error}` : detailOf(step);
  return `  ${MARK[step.status]} ${step.operation.padEnd(WIDTH)} attempt ${step.attempt} ${time}  ${more}`.trimEnd();
}

interface Left {
  step?: string;
  error?: string;
  objects?: { kind: string; name: string; n8n_id?: string | null }[];
}

/** What private.ignition_left named, a line each; first why it was left. */
function leftOf(detail: RunState["error_detail"]): string[] {
  const { step, error, objects = [] } = (detail?.left ?? {}) as Left;
  const id = (n8nId: string | null | undefined): string => (n8nId ? `, in n8n ${n8nId}` : "");
  return [`${step}: ${error}`, ...objects.map((o) => `${o.kind} ${o.name}${id(o.n8n_id)}`)];
}

/** How a run stands, or ended, in a sentence or two. */
export function summary(slug: string, state: RunState): string[] {
  const time = `${secondsOf(state).toFixed(1)} s`;
  if (state.status === "active") {
    const made = `${Object.keys(state.workflow_ids).length} workflows, ${Object.keys(state.credential_ids).length} credentials`;
    return [`${slug} is active after ${time}: ${made}.`];
  }
  if (state.status !== "failed") return [`${slug}: ${state.status}, for ${time}.`];
  const where = state.error_step ? ` in ${state.error_step}` : "";
  const lines = [`${slug} failed${where} after ${time}: ${state.error_message}`];
  if (state.rollback_success === true) lines.push("What it had made was unmade: nothing is left of the run.");
  if (state.rollback_success === false) {
    lines.push("It could not be unmade whole; the next launch finishes that first. Left:");
    lines.push(...leftOf(state.error_detail).map((line) => `  ${line}`));
  }
  return lines;
}

export function printRun(slug: string, { state, operations }: Run): void {
  if (!state) return print(`${slug} was never launched.`);
  print(`${slug}: run ${state.run_id}, trace ${state.trace_id}, mode ${state.mode}`);
  for (const step of operations) print(stepLine(step));
  for (const line of summary(slug, state)) print(line);
}

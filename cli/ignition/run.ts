// What the commands around ignition know of a run: its shape, as public.ignition_status gives it, and how it ended.
import { StackError } from "../../stack/errors.ts";
import { gapOf } from "../../supabase/functions/_shared/contracts/launch.ts";
import type { Stage } from "../../supabase/functions/_shared/contracts/onboarding.ts";
import { EXIT } from "../exit-codes.ts";
import type { Project } from "../project.ts";

export interface Operation {
  /** A step: a forward status, or rollback_<what>. */
  readonly operation: string;
  readonly attempt: number;
  readonly status: "running" | "completed" | "failed" | "skipped";
  readonly error: string | null;
  readonly result: Readonly<Record<string, unknown>>;
  readonly started_at: string;
  readonly finished_at: string | null;
}

export interface RunState {
  readonly run_id: string;
  readonly trace_id: string;
  readonly status: string;
  readonly step: string | null;
  readonly mode: string;
  readonly error_message: string | null;
  readonly error_step: string | null;
  readonly error_detail: Readonly<Record<string, unknown>> | null;
  readonly rollback_success: boolean | null;
  readonly cancel_requested_at: string | null;
  readonly started_at: string;
  readonly completed_at: string | null;
  readonly workflow_ids: Readonly<Record<string, string>>;
  readonly credential_ids: Readonly<Record<string, string>>;
}

export interface Run {
  /** Null: the workspace was never launched. */
  readonly state: RunState | null;
  /** Of this run, oldest first. */
  readonly operations: readonly Operation[];
}

/** What public.launch_ignition and cancel_ignition answer. */
export interface Outcome {
  readonly status: number;
  readonly code?: string;
  readonly run_id?: string;
  readonly trace_id?: string;
  readonly already_active?: boolean;
  /** Of `not_ready`: what is to be entered first. */
  readonly missing?: readonly { readonly stage: Stage; readonly field: string | null }[];
}

export const readRun = (project: Project, workspaceId: string): Promise<Run> =>
  project.api.rpc<Run>("ignition_status", { p_workspace_id: workspaceId });

export const hasEnded = ({ state }: Run): boolean => state?.status === "active" || state?.status === "failed";

const seconds = (from: string, to: string | null): number =>
  Math.max(0, (to === null ? Date.now() : Date.parse(to)) - Date.parse(from)) / 1000;

/** Seconds that a run has taken, until now if it goes on. */
export const secondsOf = (state: RunState): number => seconds(state.started_at, state.completed_at);
export const secondsOfStep = (step: Operation): number => seconds(step.started_at, step.finished_at);

const REFUSALS: Readonly<Record<string, [said: string, hint: string]>> = {
  legacy_workspace: [
    "is the legacy workspace, which cannot be ignited.",
    "docs/upgrade.md says how it is moved.",
  ],
  workspace_frozen: ["is frozen.", "An operator unfreezes it first."],
  not_running: [
    "has no ignition under way that could be cancelled.",
    "`genesis status <slug>` shows its run.",
  ],
  no_templates: [
    "was not launched: no workflow templates are stored.",
    "`genesis templates push` stores them.",
  ],
  not_failed: ["has no failed run: only such a one is retried.", "`genesis ignite <slug>` launches."],
};

/** A refusal as a sentence with its exit code. */
export function refusal(slug: string, { code = "", status, missing = [] }: Outcome): StackError {
  if (missing.length > 0) {
    const gaps = missing.map(({ stage, field }) => `  ${gapOf(stage, field).message}`);
    const said = [`${slug} was not launched, nothing was made:`, ...gaps].join("\n");
    return new StackError(said, "Enter it in the workspace's wizard, then launch again.", EXIT.refused);
  }
  const [said, hint] = REFUSALS[code] ?? [
    `was refused (${status} ${code}).`,
    "docs/error-codes.md explains it.",
  ];
  return new StackError(`${slug} ${said}`, hint, EXIT.refused);
}

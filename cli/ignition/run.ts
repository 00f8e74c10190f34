// What the commands around ignition know of a run: its shape, as public.ignition_status gives it, and how it ended.
import { StackError } from "../../stack/errors.ts";
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

/** What genesis.ignition_start and ignition_cancel answer. */
export interface Outcome {
  readonly status: number;
  readonly code?: string;
  readonly run_id?: string;
  readonly trace_id?: string;
  readonly already_active?: boolean;
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
  not_failed: ["has no failed run: only such a one is retried.", "`genesis ignite <slug>` launches."],
};

/** A refusal as a sentence with its exit code. */
export function refusal(slug: string, { code = "", status }: Outcome): StackError {
  const [said, hint] = REFUSALS[code] ?? [
    `was refused (${status} ${code}).`,
    "docs/error-codes.md explains it.",
  ];
  return new StackError(`${slug} ${said}`, hint, EXIT.refused);
}

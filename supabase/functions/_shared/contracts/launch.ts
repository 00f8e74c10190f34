// What GET /launch/plan and GET /launch/status answer; the web page shares these shapes.
import type { Stage } from "./onboarding.ts";

/** Something that launch waits for, with the stage that supplies it. */
export interface LaunchGap {
  stage: Stage;
  /** "Missing sender email — complete the Email stage" */
  message: string;
  /** Null: the stage as a whole. */
  field: string | null;
}

export interface LaunchPlan {
  ready: boolean;
  /** What must be done first. */
  missing: LaunchGap[];
  /** What was skipped: it works without, worse. */
  warnings: LaunchGap[];
  /** Placeholders that would stay unresolved, by template. */
  unresolved: { template: string; placeholder: string; stage: Stage | null }[];
  makes: {
    /** Name of the leads' partition. */
    partition: string;
    droplet: {
      mode: "local" | "digitalocean";
      region: string | null;
      size: string | null;
      monthly_usd: number | null;
    };
    credentials: { type: string; name: string }[];
    campaign: { name: string; group: string };
    workflows: {
      slug: string;
      name: string;
      file: string;
      cadence_minutes: number | null;
      trigger: "schedule" | "webhook" | "mail";
    }[];
  };
  /** As GET /launch/status says, null before the first launch. */
  state: LaunchState | null;
}

export type IgnitionStatus =
  | "pending"
  | "partition_creating"
  | "droplet_provisioning"
  | "handshake_pending"
  | "credentials_injecting"
  | "workflows_deploying"
  | "activating"
  | "active"
  | "rollback_in_progress"
  | "failed";

export interface LaunchState {
  status: IgnitionStatus;
  run_id: string;
  trace_id: string;
  current_step: number;
  total_steps: number;
  error_message: string | null;
  error_step: string | null;
  rollback_success: boolean | null;
  cancel_requested_at: string | null;
  started_at: string;
  completed_at: string | null;
}

/** One attempt of one step, as genesis.ignition_operations keeps it. */
export interface LaunchOperation {
  operation: string;
  attempt: number;
  status: string;
  error: string | null;
  result: Record<string, unknown> | null;
  started_at: string;
  finished_at: string | null;
}

export interface LaunchStatus {
  state: LaunchState | null;
  operations: LaunchOperation[];
}

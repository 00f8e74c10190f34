// What GET /launch/plan and GET /launch/status answer; the web page shares these shapes.
import { CREDENTIAL_NAMES, STAGE_NAMES, type Stage } from "./onboarding.ts";

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
    /** Null until the Infrastructure stage has chosen. */
    droplet: {
      mode: "local" | "digitalocean";
      region: string | null;
      size: string | null;
      monthly_usd: number | null;
    } | null;
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

const FIELDS: Readonly<Record<string, string>> = {
  company_name: "company name",
  sender_name: "sender name",
  postal_address: "postal address",
  sender_email: "sender email",
  ...CREDENTIAL_NAMES,
};
const WHOLE: Readonly<Partial<Record<Stage, string>>> = {
  credentials: "credentials",
  infrastructure: "server",
};

/** A gap with its sentence; `field`: a column, a type of credential or a template's placeholder. */
export function gapOf(stage: Stage, field: string | null): LaunchGap {
  const name = field === null ? WHOLE[stage] : FIELDS[field];
  const what =
    name ??
    (field ?? stage)
      .replace(/^YOUR_/, "")
      .replaceAll("_", " ")
      .toLowerCase();
  return { stage, field, message: `Missing ${what} — complete the ${STAGE_NAMES[stage]} stage` };
}

/** What a launch does without, when these stages were skipped or left. */
export const SKIPPED: Readonly<Partial<Record<Stage, string>>> = {
  calendly: "No booking link: the mails ask for an answer instead — the Booking link stage adds one",
  dns: "The sending domain is not verified: mails may land among spam — the DNS stage checks its records",
  tracking:
    "No tracking domain of your own: links lead through Genesis's address — the Tracking stage adds one",
  research: "No lead scraping: leads come by import — the Research stage sets it up",
};

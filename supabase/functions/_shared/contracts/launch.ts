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

/** What a launch makes, or has made. */
export interface LaunchMakes {
  /** Name of the leads' partition. */
  partition: string;
  /** Null until the Infrastructure stage has chosen. */
  droplet: {
    mode: "local" | "digitalocean";
    region: string | null;
    size: string | null;
    monthly_usd: number | null;
  } | null;
  /** `name`: as it was stored; null of what was made, which is known by its type. */
  credentials: { type: string; name: string | null }[];
  /** Null: it was deleted since. */
  campaign: { name: string; group: string } | null;
  workflows: {
    slug: string;
    name: string;
    /** Of the template; null where nobody noted which variant was deployed. */
    file: string | null;
    cadence_minutes: number | null;
    trigger: "schedule" | "webhook" | "mail";
  }[];
}

/** Of a live workspace: what its launch made, whatever the wizard holds today. */
export interface LaunchDeployed {
  made: LaunchMakes;
  /** Stages saved after the launch had read them: what was changed there is not in the workflows. */
  saved_since: Stage[];
}

export interface LaunchPlan {
  ready: boolean;
  /** What must be done first. */
  missing: LaunchGap[];
  /** What was skipped: it works without, worse. */
  warnings: LaunchGap[];
  /** Placeholders that would stay unresolved, by template. */
  unresolved: { template: string; placeholder: string; stage: Stage | null }[];
  makes: LaunchMakes;
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
  /** Null while it is not live, and where the trail of its launch is gone. */
  deployed: LaunchDeployed | null;
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

// The kill switch as the web page and the CLI see it: what they send, and what functions/freeze-workspace answers.
import { z } from "zod";
import { uuid } from "./fields.ts";
import { isStorable, UNSTORABLE } from "./text.ts";

export const FREEZE_STAGES = [
  "requested",
  "enforced_in_database",
  "workflows_off",
  "executions_drained",
  "verified",
] as const;
export type FreezeStageName = (typeof FREEZE_STAGES)[number];

/** People read it in the banner and in the audit log. */
export const REASON_LENGTH = 500;

export const freezeSchema = z.object({
  reason: z.string().trim().min(1, "is required").max(REASON_LENGTH).refine(isStorable, UNSTORABLE),
});

/** What to start again: everything that the freeze switched off, or campaigns and workflows (workflow_map) by id. */
export const reactivateSchema = z.union([z.literal(true), z.array(uuid()).min(1).max(500)], {
  error: "must be true, or ids of campaigns and workflows",
});
export type Reactivate = z.infer<typeof reactivateSchema>;

export interface FreezeStage {
  epoch: number;
  /** `unfrozen` ends the last freeze of a workspace that is open. */
  stage: FreezeStageName | "unfrozen";
  at: string;
  /** `by`: who; counts of workflows and executions; `sidecar: "none"` with a `note` when there was none to ask. */
  detail: Record<string, unknown>;
}

export interface OpenPermit {
  permit_id: string;
  /** Until then its mail may still leave. */
  expires_at: string;
}

export interface FreezeAnswer {
  epoch: number;
  /** Its commands carry it, and the request's line in the log. */
  trace_id: string;
  stages: FreezeStage[];
  pending: FreezeStageName[];
  open_permits: OpenPermit[];
}

export interface FreezeCommand {
  seq: number;
  action: string;
  status: "open" | "running" | "done" | "failed" | "void";
  attempts: number;
  /** When it is tried next, or, while it runs, given up on. */
  next_at: string | null;
  /** Of the last try. */
  error: string | null;
  finished_at: string | null;
  /** Of the freeze, unfreeze, start or launch that asked for it. */
  trace_id: string | null;
}

export interface WouldStart {
  campaign_id: string | null;
  campaign: string | null;
  workflows: { id: string; logical_id: string; n8n_id: string; name: string }[];
}

export interface FreezeStatus {
  frozen: boolean;
  slug: string;
  name: string;
  epoch: number;
  reason: string | null;
  frozen_at: string | null;
  /** A user id. */
  frozen_by: string | null;
  /** Of the present freeze; of an open workspace, of its last one. */
  stages: FreezeStage[];
  pending: FreezeStageName[];
  commands: FreezeCommand[];
  /** What the freeze switched off and nobody has started again. */
  would_start: WouldStart[];
  /** What is kept while frozen; after an unfreeze, what is still to be applied. */
  quarantined: { events: number; costs: number };
  open_permits: OpenPermit[];
  ignition: { status: string; step: string | null } | null;
  sidecar: { registered: boolean; last_heartbeat_at: string | null };
}

export interface UnfreezeAnswer {
  epoch: number;
  /** As FreezeAnswer's. */
  trace_id: string;
  /** Of the events and costs that n8n reported meanwhile: those that are applied already. */
  quarantine_applied: number;
  /** Those that are applied within the next seconds, opt-outs before all others. */
  quarantine_waiting: number;
  /** Ids of the workflows (workflow_map) that are being started. */
  reactivating: string[];
  /** Only of a workspace without a sidecar, and only here: somebody has to enter it in its n8n. */
  webhook_token?: string;
}

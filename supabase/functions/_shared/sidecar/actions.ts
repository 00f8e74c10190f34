// What Genesis tells a sidecar to do: the payload of each action, and the schema of its result.
import { z } from "zod";

const made = z.object({ n8n_id: z.string().min(1) });
const listed = z.looseObject({ n8n_id: z.string().min(1), map_id: z.string().nullish() });

export const RESULTS = {
  INJECT_CREDENTIAL: made,
  DELETE_CREDENTIAL: z.unknown(),
  LIST_CREDENTIALS: z.object({ credentials: z.array(listed) }),
  TEST_CREDENTIAL: z.object({ ok: z.boolean(), message: z.string().nullish() }),
  DEPLOY_WORKFLOW: made,
  ACTIVATE_WORKFLOW: z.object({ active: z.boolean(), probed: z.boolean() }),
  DEACTIVATE_WORKFLOW: z.unknown(),
  DELETE_WORKFLOW: z.unknown(),
  LIST_WORKFLOWS: z.object({ workflows: z.array(listed.extend({ active: z.boolean() })) }),
  DEACTIVATE_ALL_WORKFLOWS: z.object({ deactivated: z.array(z.string()) }),
  ACTIVATE_WORKFLOWS: z.unknown(),
  STOP_EXECUTIONS: z.object({ stopped: z.array(z.string()) }),
  ROTATE_WEBHOOK_TOKEN: z.unknown(),
} as const;

export type Action = keyof typeof RESULTS;
export type ResultOf<A extends Action> = z.infer<(typeof RESULTS)[A]>;

/** How an active workflow proves that it runs: its webhook answers, or its schedule is registered. */
export type Probe = { kind: "webhook"; path: string } | { kind: "schedule" };

export interface DeployableBody {
  nodes: readonly unknown[];
  connections: Readonly<Record<string, unknown>>;
  settings: Readonly<Record<string, unknown>>;
}

/** By n8n's id, or by the map id when the answer that held n8n's id was lost. */
export type Target = { n8n_id: string } | { map_id: string };
type Nothing = Record<string, never>;

export interface Payloads {
  /** `type` is n8n's; `data` the secret. */
  INJECT_CREDENTIAL: { map_id: string; logical_id: string; name: string; type: string; data: object };
  DELETE_CREDENTIAL: Target;
  LIST_CREDENTIALS: Nothing;
  TEST_CREDENTIAL: Target;
  DEPLOY_WORKFLOW: {
    map_id: string;
    logical_id: string;
    /** With `logical_id` it says what a workflow stands for that the sidecar deployed by itself. */
    campaign_id?: string;
    name: string;
    workflow: DeployableBody;
    hash: string;
  };
  ACTIVATE_WORKFLOW: { n8n_id: string; probe: Probe | null };
  DEACTIVATE_WORKFLOW: Target;
  DELETE_WORKFLOW: Target;
  LIST_WORKFLOWS: Nothing;
  DEACTIVATE_ALL_WORKFLOWS: Nothing;
  ACTIVATE_WORKFLOWS: { n8n_ids: string[] };
  STOP_EXECUTIONS: Nothing;
  ROTATE_WEBHOOK_TOKEN: { n8n_id: string; value: string };
}

/** Payloads that hold a secret travel sealed. */
export const SEALED: ReadonlySet<Action> = new Set<Action>(["INJECT_CREDENTIAL", "ROTATE_WEBHOOK_TOKEN"]);

/** These wait for n8n to start or end triggers, executions or many workflows. */
export const SLOW: ReadonlySet<Action> = new Set<Action>([
  "ACTIVATE_WORKFLOW",
  "DEACTIVATE_WORKFLOW",
  "DEACTIVATE_ALL_WORKFLOWS",
  "ACTIVATE_WORKFLOWS",
  "STOP_EXECUTIONS",
]);

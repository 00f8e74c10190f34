// The engine port: what the sidecar needs of a workflow engine. client.ts is n8n; nothing else knows n8n's API.

export interface EngineStatus {
  readonly name: "n8n";
  readonly version: string | null;
  readonly ready: boolean;
  /** Why it is not ready, as a sentence with what to do. */
  readonly problem: string | null;
}

export interface Node {
  readonly name: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface WorkflowBody {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly connections: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly pinData?: Readonly<Record<string, unknown>>;
}

export interface EngineWorkflow extends WorkflowBody {
  readonly id: string;
  readonly active: boolean;
  readonly tags: readonly string[];
  readonly updatedAt: string;
}

export interface EngineCredential {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

export interface Publication {
  readonly state: "published" | "in_progress" | "failed" | "not_published";
  /** What the triggers that did not start say. */
  readonly errors: readonly string[];
}

export interface EngineExecution {
  readonly id: string;
  readonly workflowId: string;
  readonly status: string;
  readonly mode: string;
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
}

export interface ExecutionDetail extends EngineExecution {
  readonly nodes: readonly {
    readonly name: string;
    readonly status: string;
    readonly ms: number;
    readonly items: number;
    readonly error: string | null;
  }[];
  readonly error: string | null;
}

/** `null` and `false` say "there is no such object". Everything else that goes wrong is an EngineError. */
export interface Engine {
  /** Looks whether the engine is there, known and usable; makes owner and API key when they are missing. */
  prepare(): Promise<EngineStatus>;
  /** The last known state, at no cost. */
  status(): EngineStatus;

  listWorkflows(filter: { readonly tag?: string; readonly nameContains?: string }): Promise<EngineWorkflow[]>;
  getWorkflow(id: string): Promise<EngineWorkflow | null>;
  createWorkflow(body: WorkflowBody): Promise<{ readonly id: string }>;
  /** `publish` puts the change live where the workflow is active. */
  updateWorkflow(id: string, body: WorkflowBody, publish: boolean): Promise<void>;
  tagWorkflow(id: string, tag: string): Promise<void>;
  /** Deactivates first where needed. */
  deleteWorkflow(id: string): Promise<boolean>;
  activate(id: string): Promise<void>;
  deactivate(id: string): Promise<void>;
  /** Whether triggers run, and not only whether somebody asked for it. */
  publication(id: string): Promise<Publication>;
  /** The HTTP methods at a webhook path, without running anything. Empty: none is registered. */
  webhookMethods(path: string): Promise<readonly string[]>;
  callWebhook(path: string, method: string): Promise<{ readonly status: number }>;

  listCredentials(): Promise<EngineCredential[]>;
  createCredential(name: string, type: string, data: unknown): Promise<{ readonly id: string }>;
  /** Replaces the data, or with `partial` only the fields that are given. */
  updateCredential(id: string, data: unknown, partial: boolean): Promise<void>;
  deleteCredential(id: string): Promise<boolean>;
  testCredential(id: string): Promise<{ readonly ok: boolean; readonly message: string }>;

  /** Executions of one status (`running`, `waiting`, …), newest first. */
  listExecutions(status: string): Promise<EngineExecution[]>;
  getExecution(id: string): Promise<ExecutionDetail | null>;
  /** False: it had ended already. */
  stopExecution(id: string): Promise<boolean>;
  /** Runs it now from this trigger node, active or not. */
  run(workflowId: string, trigger: string): Promise<{ readonly executionId: string }>;
}

export class EngineError extends Error {
  readonly code:
    | "engine_unavailable"
    | "engine_busy"
    | "engine_refused"
    | "engine_conflict"
    | "engine_unready";
  readonly retryable: boolean;
  readonly status: number | undefined;
  constructor(code: EngineError["code"], message: string, status?: number) {
    super(message);
    this.name = "EngineError";
    this.code = code;
    this.status = status;
    this.retryable = code !== "engine_refused";
  }
}

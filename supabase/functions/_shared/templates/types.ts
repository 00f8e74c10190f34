// What a template is made of, and what comes out of the compiler. Shared by the functions, the sidecar and the CLI.

export interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [number, number];
  parameters: Record<string, unknown>;
  credentials?: Record<string, { id: string; name: string }>;
  webhookId?: string;
  [more: string]: unknown;
}

/** node name → output kind → one list a numbered output → where it leads. */
export type Connections = Record<
  string,
  Record<string, ({ node: string; type: string; index: number }[] | null)[]>
>;

export interface WorkflowBody {
  nodes: WorkflowNode[];
  connections: Connections;
  settings: Record<string, unknown>;
}

export type MailProvider = "gmail" | "smtp";

/** `genesis.credential_store.type`. */
export type CredentialType =
  | "google_oauth2"
  | "smtp"
  | "imap"
  | "openai_api"
  | "anthropic"
  | "apify"
  | "relevance_config"
  | "google_cse"
  | "webhook";

export interface TemplateVariant {
  /** A key of the template's bodies. */
  file: string;
  /** For workspaces that send this way. */
  providers: MailProvider[];
  /** Besides `webhook`, which ignition makes itself. */
  requires: CredentialType[];
  /** Node path of the other provider: these nodes go, with all that leads to and from them. */
  drop: string[];
}

export interface ManifestPlaceholder {
  name: string;
  type: "text" | "uuid" | "url" | "email" | "number" | "time" | "time_zone" | "credential";
  /** Who supplies it: a stage of the wizard, or Genesis itself. */
  source: string;
  required: boolean;
}

/** How activation proves that the workflow lives. `path` may hold placeholders. */
export type Probe = { kind: "webhook"; path: string } | { kind: "schedule" } | null;

export interface Manifest {
  slug: string;
  display_name: string;
  category: "email" | "research" | "preparation" | "tracking" | "compliance";
  version: string;
  uses_llm: boolean;
  /** Minutes between two runs; null when something from outside starts it. */
  cadence_minutes: number | null;
  variants: TemplateVariant[];
  placeholders: ManifestPlaceholder[];
  probe: Probe;
}

export interface Template {
  manifest: Manifest;
  /** File name → parsed workflow. */
  bodies: Record<string, WorkflowBody>;
}

export interface CompileInput {
  template: Template;
  provider: MailProvider;
  /** Placeholder → value. An empty text is no value. */
  values: Readonly<Record<string, string>>;
  /** Credential type → n8n's id of it. */
  credentials: Readonly<Partial<Record<CredentialType, string>>>;
}

export interface CompiledWorkflow {
  slug: string;
  name: string;
  workflow: WorkflowBody;
  /** Of what the workflow does: positions and ids do not count. */
  hash: string;
  probe: Probe;
  /** Placeholders that would stay; only a dry run returns any. */
  unresolved: string[];
}

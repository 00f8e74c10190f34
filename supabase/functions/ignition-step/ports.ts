// What ignition reaches: one interface a neighbour, so that tests can stand in for each and stop between two calls.
import type { Droplet, FactoryFor } from "../_shared/droplets/mod.ts";
import type { Handshake, SidecarClient } from "../_shared/sidecar/mod.ts";
import type { CompiledWorkflow } from "../_shared/templates/mod.ts";

/** One message of the queue `ignition`, taken for 60 s. */
export interface Message {
  msg_id: number;
  workspace_id: string;
  run_id: string;
  step: string;
  attempt: number;
  /** The workspace's, as it was when the message was claimed: a freeze makes it higher. */
  epoch: number;
  trace_id: string;
  /** ISO 8601: when the step has failed for good. */
  deadline: string;
  state: {
    slug: string;
    name: string;
    mode: string;
    droplet_id: string | null;
    /** False: neither this run nor one that it cleans up after ever asked for a machine. */
    may_have_droplet: boolean;
  };
}

export interface Claim {
  messages: Message[];
  next_due_in_s: number | null;
}

export type MapKind = "workflow" | "credential";

export interface MapRow {
  id: string;
  logical_id: string;
  campaign_id: string | null;
  n8n_id: string | null;
  deployed_hash: string | null;
  state: "intended" | "made" | "removing";
}

export interface SealedCredential {
  id: string;
  type: string;
  name: string;
  envelope: unknown;
}

/** What genesis.assemble gives: everything that a step needs to know; secrets stay sealed. */
export interface Assembled {
  workspace: { id: string; slug: string; name: string; time_zone: string };
  brand: Record<string, unknown> | null;
  email: ({ provider: "gmail" | "smtp"; sender_email: string } & Record<string, unknown>) | null;
  campaign: { id: string; name: string; group_id: string | null; group_name: string | null };
  sidecar_url: string | null;
  sidecar_keys: { sign_key: unknown; seal_key: unknown } | null;
  credentials: SealedCredential[];
  templates: { slug: string; hash: string; manifest: unknown; bodies: unknown }[];
}

/**
 * Throws PermanentError, RetryableError or DatabaseError. What changes something for a step takes its message: when
 * another process has gone on with it since, nothing is changed and RetryableError `overtaken` is thrown.
 */
export interface Database {
  claim(): Promise<Claim>;
  complete(message: Message, result: Record<string, unknown>): Promise<void>;
  poll(message: Message, delayS: number): Promise<void>;
  fail(
    message: Message,
    error: string,
    detail: Record<string, unknown> | null,
    permanent: boolean,
  ): Promise<void>;
  assemble(workspaceId: string): Promise<Assembled>;
  partitionCreate(message: Message): Promise<{ outcome: string; partition_name: string }>;
  partitionDrop(message: Message): Promise<{ outcome: string; partition_name?: string; leads?: number }>;
  mapIntend(
    message: Message,
    kind: MapKind,
    logicalId: string,
    campaignId: string | null,
  ): Promise<Pick<MapRow, "id" | "n8n_id" | "deployed_hash" | "state">>;
  mapMade(message: Message, id: string, n8nId: string, hash: string | null): Promise<void>;
  mapRemoved(message: Message, id: string): Promise<void>;
  mapList(workspaceId: string, kind: MapKind): Promise<MapRow[]>;
  webhookTokenSet(message: Message, token: string): Promise<void>;
}

/** The vault. Throws VaultError, HttpError or DatabaseError. */
export interface Secrets {
  open(workspaceId: string, credential: SealedCredential): Promise<unknown>;
  /** Stores, or replaces the one of this type and name. For a step: throws as Database does. */
  put(workspaceId: string, type: string, name: string, secret: unknown, message?: Message): Promise<void>;
  remove(workspaceId: string, id: string, message?: Message): Promise<void>;
}

export interface ReadyWorkflow extends CompiledWorkflow {
  /** A key of the Research stage stands in it: it travels sealed. */
  holdsKey: boolean;
}

/**
 * Compiles every template for the default campaign; `credentials`: type → n8n's id. Opens a credential only when a
 * template asks for what is in it. Throws PermanentError, TemplateError, or what `open` throws.
 */
export type Compile = (
  assembled: Assembled,
  credentials: Readonly<Record<string, string>>,
  open: (credential: SealedCredential) => Promise<unknown>,
) => Promise<ReadyWorkflow[]>;

export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface Ports {
  db: Database;
  secrets: Secrets;
  /** A client whose every command is fenced by the message's run and step. */
  sidecarFor(message: Message): SidecarClient;
  handshake: Handshake;
  droplets: FactoryFor;
  compile: Compile;
  clock: Clock;
}

export type { Droplet };

// acme on a stack with the real n8n, and what stands outside it: the mail server, the mailbox and the model that its
// credentials name. What the scenes play in.
import { join } from "node:path";
import type postgres from "postgres";
import { machineApi, openVault } from "../stack/demo-credentials.ts";
import { functionsEnv } from "../stack/functions/settings.ts";
import type { StackInfo } from "../stack/run-file.ts";
import { enginesOf } from "../stack/sidecar/n8n.ts";
import { SIDECAR_WORKSPACE } from "../stack/sidecar/part.ts";
import { type TestStack, testStack } from "../stack/testing.ts";
import { vaultToken } from "../stack/webhook-token.ts";
import type { CompiledWorkflow } from "../supabase/functions/_shared/templates/types.ts";
import { createCompile } from "../supabase/functions/ignition-step/compile.ts";
import type { Assembled } from "../supabase/functions/ignition-step/ports.ts";
import { furnish } from "./acme.ts";
import { type IgnitionRun, ignitionRun } from "./ignition-run.ts";
import { IMAP_PASSWORD, IMAP_USER, type ImapStandIn, startImapStandIn } from "./imap-stand-in.ts";
import { MODEL_KEY, type ModelStandIn, startModelStandIn } from "./model-stand-in.ts";
import { connectN8n, type N8nApi } from "./n8n-api.ts";
import { type SmtpSink, type StoredMail, startSmtpSink } from "./smtp-sink.ts";

export interface Mapped {
  n8n_id: string;
  logical_id: string;
  state: string;
  deployed_hash: string | null;
}

export interface Said {
  status: number;
  body: Record<string, unknown>;
}

export interface World {
  stack: TestStack;
  sql: postgres.Sql;
  workspaceId: string;
  run: IgnitionRun;
  n8n: N8nApi;
  n8nUrl: string;
  sink: SmtpSink;
  model: ModelStandIn;
  mailbox: ImapStandIn;
  /** Into the vault, over what is there of that type. */
  store(type: "openai_api" | "smtp" | "imap", over?: Record<string, unknown>): Promise<void>;
  /** Types of what the vault holds. */
  stored(): Promise<string[]>;
  /** What ignition is given now. */
  assembled(): Promise<Assembled>;
  /** Rows of genesis.workflow_map. */
  mapped(kind: "workflow" | "credential"): Promise<Mapped[]>;
  /** n8n's id of the workflow that ignition deployed. */
  workflow(slug: string): Promise<string>;
  /** What the templates make of acme with Gmail, for another campaign than the deployed one. */
  compileForGmail(campaign: Assembled["campaign"], googleId: string): Promise<CompiledWorkflow[]>;
  /** The webhook token that the vault holds now. */
  token(): Promise<string>;
  /** One of functions/v1 as n8n calls it, with the token that holds now or another. */
  call(name: string, body: Record<string, unknown>, token?: string): Promise<Said>;
  /** Of all campaigns, by address. */
  leads(): Promise<Record<string, unknown>[]>;
  /** The mails of step 1, as they arrived. */
  firstMails: StoredMail[];
  /** n8n's process as the stack keeps it. */
  n8nPid(): number | undefined;
  close(): Promise<void>;
}

export async function createWorld(info: StackInfo, interrupted: AbortSignal): Promise<World> {
  const stack = testStack(info);
  const sql = stack.sql(4);
  const [workspace] = await sql`select id from public.workspaces where slug = ${SIDECAR_WORKSPACE}`;
  const workspaceId = workspace?.id as string;
  const n8nUrl = `${info.n8n_url}/w/${workspaceId}`;
  const vault = openVault(info, functionsEnv(stack.home, stack.secrets, info));
  const genesis = machineApi(info);
  const [sink, model, mailbox] = [await startSmtpSink(), await startModelStandIn(), await startImapStandIn()];
  const assembled = () => genesis.rpc<Assembled>("assemble", { p_workspace_id: workspaceId });
  const server = { host: "127.0.0.1", secure: false, disable_starttls: true };
  const secrets = {
    openai_api: { api_key: MODEL_KEY, url: model.url },
    smtp: { ...server, port: sink.port, user: "", password: "" },
    imap: { ...server, port: mailbox.port, user: IMAP_USER, password: IMAP_PASSWORD },
  };
  const mapped: World["mapped"] = (kind) => sql<Mapped[]>`
    select n8n_id, logical_id, state, deployed_hash from genesis.workflow_map
    where workspace_id = ${workspaceId} and kind = ${kind} order by logical_id`;
  const token = async (): Promise<string> => (await vaultToken(vault, workspaceId)) ?? "";
  const world: World = {
    ...{ stack, sql, workspaceId, n8nUrl, sink, model, mailbox, assembled, mapped, firstMails: [] },
    run: ignitionRun(stack, workspaceId, interrupted),
    n8n: connectN8n(n8nUrl, join(stack.home.sidecar, workspaceId)),
    async store(type, over = {}) {
      // The name that the demonstration's fake has: a type has one credential, the first by name.
      const name = `demo ${type}`;
      const secret = { ...secrets[type], ...over };
      await vault.put({ workspaceId, type, name, secret, actor: "user_alice" });
    },
    stored: async () => (await vault.list(workspaceId)).map(({ type }) => type).sort(),
    async workflow(slug) {
      const found = (await mapped("workflow")).find((row) => row.logical_id === slug);
      if (!found) throw new Error(`${slug} is not deployed`);
      return found.n8n_id;
    },
    async compileForGmail(campaign, googleId) {
      const now = await assembled();
      const compile = createCompile({ functionsUrl: info.functions_url, n8nUrl, research: {} });
      const ids = Object.fromEntries((await mapped("credential")).map((row) => [row.logical_id, row.n8n_id]));
      const email = { ...now.email, provider: "gmail" } as Assembled["email"];
      return compile({ ...now, campaign, email }, { ...ids, google_oauth2: googleId });
    },
    token,
    async call(name, body, given) {
      const answer = await fetch(`${info.functions_url}/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-webhook-token": given ?? (await token()) },
        body: JSON.stringify({ workspace_id: workspaceId, ...body }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    leads: () => sql`select * from genesis.leads where workspace_id = ${workspaceId} order by email`,
    n8nPid: () => enginesOf(stack.home).get(workspaceId)?.pid,
    async close() {
      await Promise.all([sink.close(), model.close(), mailbox.close()]);
      await sql.end();
    },
  };
  await furnish(sql, workspaceId, (await assembled()).campaign.id);
  for (const type of ["openai_api", "smtp", "imap"] as const) await world.store(type);
  return world;
}

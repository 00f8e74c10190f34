// acme on a stack with the real n8n, and what stands outside it: the mail server, the mailbox and the model that its
// credentials name. What the scenes play in.
import { openVault } from "../stack/demo-credentials.ts";
import { functionsEnv } from "../stack/functions/settings.ts";
import type { StackInfo } from "../stack/run-file.ts";
import { enginesOf } from "../stack/sidecar/n8n.ts";
import { SIDECAR_WORKSPACE } from "../stack/sidecar/part.ts";
import { type TestStack, testStack } from "../stack/testing.ts";
import type { CompiledWorkflow } from "../supabase/functions/_shared/templates/types.ts";
import { createCompile } from "../supabase/functions/ignition-step/compile.ts";
import type { Assembled } from "../supabase/functions/ignition-step/ports.ts";
import { furnish } from "./acme.ts";
import { type IgnitionRun, ignitionRun } from "./ignition-run.ts";
import { IMAP_PASSWORD, IMAP_USER, type ImapStandIn, startImapStandIn } from "./imap-stand-in.ts";
import { MODEL_KEY, type ModelStandIn, startModelStandIn } from "./model-stand-in.ts";
import { type SmtpSink, type StoredMail, startSmtpSink } from "./smtp-sink.ts";
import { createTenant, type Tenant } from "./tenant.ts";

/** acme, and what stands outside it. */
export interface World extends Tenant {
  stack: TestStack;
  run: IgnitionRun;
  sink: SmtpSink;
  model: ModelStandIn;
  mailbox: ImapStandIn;
  /** Into the vault, over what is there of that type. */
  store(type: "openai_api" | "smtp" | "imap", over?: Record<string, unknown>): Promise<void>;
  /** Types of what the vault holds. */
  stored(): Promise<string[]>;
  /** What the templates make of acme with Gmail, for another campaign than the deployed one. */
  compileForGmail(campaign: Assembled["campaign"], googleId: string): Promise<CompiledWorkflow[]>;
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
  const tenant = createTenant(stack, sql, workspaceId);
  const { assembled, mapped, n8nUrl } = tenant;
  const vault = openVault(info, functionsEnv(stack.home, stack.secrets, info));
  const [sink, model, mailbox] = [await startSmtpSink(), await startModelStandIn(), await startImapStandIn()];
  const server = { host: "127.0.0.1", secure: false, disable_starttls: true };
  const secrets = {
    openai_api: { api_key: MODEL_KEY, url: model.url },
    smtp: { ...server, port: sink.port, user: "", password: "" },
    imap: { ...server, port: mailbox.port, user: IMAP_USER, password: IMAP_PASSWORD },
  };
  const world: World = {
    ...tenant,
    ...{ stack, sink, model, mailbox, firstMails: [] },
    run: ignitionRun(stack, workspaceId, interrupted),
    async store(type, over = {}) {
      // Over the demonstration's fake, whatever it is called: the first by name is the type's credential.
      const name = (await vault.list(workspaceId)).find((there) => there.type === type)?.name ?? type;
      const secret = { ...secrets[type], ...over };
      await vault.put({ workspaceId, type, name, secret, actor: "user_alice" });
    },
    stored: async () => (await vault.list(workspaceId)).map(({ type }) => type).sort(),
    async compileForGmail(campaign, googleId) {
      const now = await assembled();
      const compile = createCompile({ functionsUrl: info.functions_url, n8nUrl, research: {} });
      const ids = Object.fromEntries((await mapped("credential")).map((row) => [row.logical_id, row.n8n_id]));
      const email = { ...now.email, provider: "gmail" } as Assembled["email"];
      return compile({ ...now, campaign, email }, { ...ids, google_oauth2: googleId }, async () => null);
    },
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

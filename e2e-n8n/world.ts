// A workspace with a campaign, its twenty leads and its workflows in n8n: what the scenario plays in.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { compileTemplate, placeholderValues } from "../supabase/functions/_shared/templates/mod.ts";
import type {
  CompiledWorkflow,
  CredentialType,
  MailProvider,
} from "../supabase/functions/_shared/templates/types.ts";
import {
  type RealStack,
  realStack,
  type TestWorkspace,
} from "../supabase/functions/_shared/testing/real-stack.ts";
import { loadTemplates } from "../templates/load.ts";
import { type ModelStandIn, startModelStandIn } from "./model-stand-in.ts";
import type { N8nApi } from "./n8n-api.ts";
import { type SmtpSink, type StoredMail, startSmtpSink } from "./smtp-sink.ts";

export const LEADS = 20;
export const SENDER = "ann@acme.test";
export const COMPANY = 'Ann\'s "Acme" {{ $json.x }} $& </script>';
export const ADDRESS = "Main Street 1\n12345 Springfield";

/** Subjects and bodies with a merge field, a named link and a bare one; two follow-ups that answer the first. */
const TEXTS = [
  {
    step: 1,
    subject: "Hello {{first_name|there}}",
    body: "Hi {{first_name}},\n\n{{report}}\n\n[Book a call]({{calendly_link_1}}) or see https://acme.test/a?b=1&c=2.\n\n{{sender_name}}",
  },
  { step: 2, subject: "", body: "Did this reach you, {{first_name}}?" },
  { step: 3, subject: "", body: "My last word, {{first_name}}." },
];

/** n8n's process: a test may end it as a crash would, and start it again on the same data. */
export interface N8nProcess {
  url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface World {
  real: RealStack;
  n8n: N8nApi;
  n8nUrl: string;
  process: N8nProcess;
  sink: SmtpSink;
  model: ModelStandIn;
  workspace: TestWorkspace;
  campaign: string;
  group: string;
  /** One of functions/v1 as n8n calls it. */
  call(
    name: string,
    body: Record<string, unknown>,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  compile(provider: MailProvider): CompiledWorkflow[];
  credentials: Partial<Record<CredentialType, string>>;
  /** The mails of step 1, as they arrived. */
  firstMails: StoredMail[];
  /** Slug and provider → n8n's id. */
  workflows: Record<string, string>;
  leads(): Promise<Record<string, unknown>[]>;
  /** Ends a freeze, with a new token in n8n's credential. */
  thaw(): Promise<void>;
  close(): Promise<void>;
}

async function seed(real: RealStack, workspace: TestWorkspace) {
  const [group, campaign] = [randomUUID(), randomUUID()];
  const { id } = workspace;
  await real.sql`select genesis.partition_create(${id}::uuid)`;
  await real.sql`insert into public.campaign_groups (workspace_id, id, name) values (${id}, ${group}, 'Default')`;
  await real.sql`insert into public.campaigns (workspace_id, id, name, status, campaign_group_id, texts, schedule)
    values (${id}, ${campaign}, 'Spring', 'active', ${group}, ${real.sql.json(TEXTS)}, '{"gaps": [0, 0]}')`;
  return { group, campaign };
}

async function makeCredentials(n8n: N8nApi, token: string, sink: SmtpSink, model: ModelStandIn) {
  const google = {
    access_token: "x",
    refresh_token: "x",
    scope: "x",
    token_type: "Bearer",
    expiry_date: 4e12,
  };
  const smtp = {
    user: "",
    password: "",
    host: "127.0.0.1",
    port: sink.port,
    secure: false,
    disableStartTls: true,
  };
  return {
    webhook: await n8n.makeCredential("httpHeaderAuth", "webhook", { name: "x-webhook-token", value: token }),
    openai_api: await n8n.makeCredential("openAiApi", "openai", { apiKey: "sk-test", url: model.url }),
    smtp: await n8n.makeCredential("smtp", "smtp", smtp),
    imap: await n8n.makeCredential("imap", "imap", {
      user: "u",
      password: "p",
      host: "127.0.0.1",
      port: 1,
      secure: false,
    }),
    google_oauth2: await n8n.makeCredential("gmailOAuth2", "gmail", {
      clientId: "x",
      clientSecret: "x",
      oauthTokenData: google,
    }),
  } satisfies Partial<Record<CredentialType, string>>;
}

/** GENESIS_STACK must name the stack, as for every test. */
export async function createWorld(n8n: N8nApi, process: N8nProcess): Promise<World> {
  const real = realStack();
  const workspace = await real.workspace("pro");
  const { group, campaign } = await seed(real, workspace);
  const [sink, model] = [await startSmtpSink(), await startModelStandIn()];
  const credentials = await makeCredentials(n8n, workspace.token, sink, model);
  const workflows: Record<string, string> = {};
  const functions = real.stack.info.functions_url;
  const values = placeholderValues({
    workspace: { id: workspace.id, slug: workspace.slug, name: "Acme", time_zone: "UTC" },
    campaign: { id: campaign, name: "Spring", group_id: group, group_name: "Default" },
    brand: {
      company_name: COMPANY,
      description: "We sell anvils.",
      sender_name: "Ann Äöü",
      postal_address: ADDRESS,
      calendly_links: ["https://calendly.test/ann"],
    },
    email: { sender_email: SENDER, daily_cap: 50, window_start: "00:00", window_end: "23:59" },
    functions_url: functions,
    n8n_url: process.url,
  });
  return {
    ...{
      real,
      n8n,
      process,
      n8nUrl: process.url,
      sink,
      model,
      workspace,
      campaign,
      group,
      credentials,
      workflows,
      firstMails: [],
    },
    async call(name, body) {
      const answer = await fetch(`${functions}/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-webhook-token": workspace.token },
        body: JSON.stringify({ workspace_id: workspace.id, ...body }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    compile: (provider) =>
      loadTemplates().map((template) => compileTemplate({ template, provider, values, credentials })),
    leads: () => real.sql`select * from genesis.leads where workspace_id = ${workspace.id} order by email`,
    async thaw() {
      workspace.token = randomBytes(32).toString("hex");
      const hash = createHash("sha256").update(workspace.token).digest("hex");
      const [row] =
        await real.sql`select genesis.workspace_unfreeze(${workspace.id}::uuid, 'user_root', ${hash}) as said`;
      if (row?.said?.status !== 200) throw new Error(`not thawed: ${JSON.stringify(row?.said)}`);
      await n8n.changeCredential(credentials.webhook, { name: "x-webhook-token", value: workspace.token });
    },
    async close() {
      for (const id of Object.values(workflows)) {
        await n8n.deactivate(id).catch(() => {}); // not active: that is what is wanted
        await n8n.deleteWorkflow(id);
      }
      for (const id of Object.values(credentials)) await n8n.deleteCredential(id);
      await Promise.all([sink.close(), model.close()]);
      await real.sql`delete from genesis.leads where workspace_id = ${workspace.id}`;
      await real.sql`select genesis.partition_drop(${workspace.id}::uuid)`;
      await real.close();
    },
  };
}

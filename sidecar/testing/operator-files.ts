// What an operator puts beside a sidecar for SIDECAR_AUTO_DEPLOY, and what ignition knows of the same campaign.
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placeholderValues } from "../../supabase/functions/_shared/templates/mod.ts";
import { createCompile } from "../../supabase/functions/ignition-step/compile.ts";
import type { Assembled, Compile } from "../../supabase/functions/ignition-step/ports.ts";
import { loadTemplate } from "../../templates/load.ts";
import { SEVEN } from "../src/auto-deploy/files.ts";
import type { Commander } from "./commander.ts";
import { headerCredential } from "./workflows.ts";

const TEMPLATES = join(import.meta.dirname, "..", "..", "templates");
const CAMPAIGN = "11111111-2222-4333-8444-555555555555";
const FUNCTIONS_URL = "http://genesis.test/functions/v1";
const N8N_URL = "http://n8n.test";
const account = { host: "127.0.0.1", port: 1, user: "ann", password: "the-mail-password", secure: false };

/** By Genesis's type: n8n's type and data. */
export const CREDENTIALS = {
  webhook: headerCredential("t".repeat(64)),
  smtp: { ...headerCredential(""), type: "smtp", data: account },
  imap: { ...headerCredential(""), type: "imap", data: account },
  openai_api: { ...headerCredential(""), type: "openAiApi", data: { apiKey: "sk-a-model-key" } },
} as const;

/** Type → n8n's id; each is called after its type. */
export async function injectCredentials(world: Commander): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [type, credential] of Object.entries(CREDENTIALS)) {
    const payload = { ...credential, map_id: crypto.randomUUID(), logical_id: type, name: `the ${type}` };
    ids[type] = (await world.do("INJECT_CREDENTIAL", payload)).n8n_id;
  }
  return ids;
}

/** As genesis.assemble says it. */
export const assembledFor = (workspaceId: string, slugs: readonly string[] = SEVEN): Assembled => ({
  workspace: { id: workspaceId, slug: "acme", name: "Acme", time_zone: "Europe/Berlin" },
  brand: {
    company_name: 'Anvils, "quoted" {{ 1 }}',
    website: "https://acme.test",
    description: "Two\nlines",
    sender_name: "Ann",
    postal_address: "1 Main Street",
    calendly_links: [],
  },
  email: {
    provider: "smtp",
    sender_email: "ann@acme.test",
    daily_cap: 50,
    window_start: "09:00",
    window_end: "17:00",
  },
  campaign: { id: CAMPAIGN, name: "Default", group_id: crypto.randomUUID(), group_name: "Default" },
  sidecar_url: "http://sidecar.test",
  sidecar_keys: null,
  credentials: [],
  templates: slugs.map((slug) => ({ slug, hash: "h", ...loadTemplate(slug) })),
});

export const ignitionsCompiler: Compile = createCompile({
  functionsUrl: FUNCTIONS_URL,
  n8nUrl: N8N_URL,
  research: {},
});

/** The folder; `values` of the same campaign as `now`, credentials by their names in n8n. */
export function writeFolder(now: Assembled, over: Record<string, unknown> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "genesis-auto-deploy-"));
  for (const slug of SEVEN) {
    mkdirSync(join(folder, "templates"), { recursive: true });
    cpSync(join(TEMPLATES, slug), join(folder, "templates", slug), { recursive: true });
  }
  const { workspace, campaign, brand, email } = now;
  const values = placeholderValues({
    ...{ workspace, campaign, functions_url: FUNCTIONS_URL, n8n_url: N8N_URL },
    brand,
    email: email as never,
  });
  const credentials = Object.fromEntries(
    Object.keys(CREDENTIALS).map((type) => [type, { name: `the ${type}` }]),
  );
  writeFileSync(
    join(folder, "values.json"),
    JSON.stringify({ provider: "smtp", values, credentials, ...over }),
  );
  return folder;
}

// Everything that a launch takes, from workspace, droplet choice, brand, provider, vault (types and names alone: the steps
// open a secret when they need it) and the campaign that is deployed. Reads; what it does not find, launch makes.
import type { LaunchPlan } from "../_shared/contracts/launch.ts";
import type { Rpc } from "../_shared/db/client.ts";
import type { Settings } from "../_shared/env.ts";
import { functionsUrl } from "../_shared/ingest/mod.ts";
import {
  type OperatorKeys,
  parseManifest,
  placeholderValues,
  RESEARCH_KEYS,
  RESEARCH_SETTINGS,
  supplierOf,
  type Template,
  type TemplateContext,
} from "../_shared/templates/mod.ts";

export interface LaunchFacts {
  workspace: TemplateContext["workspace"];
  partition: string;
  droplet: LaunchPlan["makes"]["droplet"];
  brand: TemplateContext["brand"];
  email:
    | (NonNullable<TemplateContext["email"]> & {
        provider: "gmail" | "smtp";
        tracking_verified_at: string | null;
      })
    | null;
  credentials: { type: string; name: string }[];
  campaign: TemplateContext["campaign"] | null;
  templates: { slug: string; hash: string; manifest: unknown; bodies: unknown }[];
  gaps: { stage: string; field: string | null }[];
  stages: Record<string, string>;
  state: Record<string, unknown> | null;
}

export interface IgnitionConfig extends Omit<LaunchFacts, "templates" | "campaign"> {
  templates: Template[];
  campaign: TemplateContext["campaign"];
  /** Every placeholder but the credentials'; an empty text is no value. */
  values: Record<string, string>;
}

const N8N_PORT = 5678;
/** In the place of the id of a campaign that is not made yet. */
const NEW_CAMPAIGN = {
  id: "00000000-0000-0000-0000-000000000000",
  name: "Default",
  group_id: "00000000-0000-0000-0000-000000000000",
  group_name: "Default",
};

const NOBODY: ReadonlySet<string> = new Set();
const operatorKeys = (settings: Settings): OperatorKeys =>
  Object.fromEntries(RESEARCH_SETTINGS.map((name) => [name, settings.optional(name)]));

/** Placeholders that the operator's settings fill for every workspace. */
export const suppliedBy = (settings: Settings): string[] =>
  Object.keys(RESEARCH_KEYS).filter((name) => supplierOf(name, NOBODY, operatorKeys(settings)) !== null);

const n8nUrl = (settings: Settings): string =>
  settings.optional("N8N_PUBLIC_URL") ??
  `http://${settings.optional("LOCAL_N8N_IP") ?? "127.0.0.1"}:${N8N_PORT}`;

/** With the caller's own right to read; throws DatabaseError, or TemplateError for a template that is none. */
export function createAssembleIgnitionConfig(settings: Settings) {
  return async function assembleIgnitionConfig(rpc: Rpc, workspaceId: string): Promise<IgnitionConfig> {
    const args = { p_workspace_id: workspaceId, p_supplied: suppliedBy(settings) };
    const facts = await rpc<LaunchFacts>("launch_facts", args);
    const { email } = facts;
    const own = new Set(facts.credentials.map(({ type }) => type));
    const operator = operatorKeys(settings);
    // The value itself stays where it is: who supplies it is all that a plan asks.
    const research = Object.entries(RESEARCH_KEYS).map(([name, { setting }]) => [
      setting,
      supplierOf(name, own, operator) ?? undefined,
    ]);
    const campaign = facts.campaign ?? NEW_CAMPAIGN;
    const values = placeholderValues({
      workspace: facts.workspace,
      campaign,
      brand: facts.brand,
      email: email && {
        ...email,
        tracking_domain: email.tracking_verified_at ? email.tracking_domain : null,
      },
      functions_url: functionsUrl(settings),
      n8n_url: n8nUrl(settings).replaceAll("{workspace_id}", facts.workspace.id),
      research: Object.fromEntries(research),
    });
    const templates = facts.templates.map(({ manifest, bodies }) => ({
      manifest: parseManifest(manifest),
      bodies: bodies as Template["bodies"],
    }));
    return { ...facts, templates, campaign, values };
  };
}

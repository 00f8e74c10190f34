// Every template for the workspace's default campaign.
import { PermanentError } from "../_shared/errors/mod.ts";
import {
  type CompiledWorkflow,
  type CompileInput,
  compileTemplate,
  parseManifest,
  placeholderValues,
  requireCredentials,
  type Template,
  type TemplateContext,
} from "../_shared/templates/mod.ts";
import type { Assembled, Compile } from "./ports.ts";

export interface Surroundings {
  /** …/functions/v1, as n8n reaches it. */
  functionsUrl: string;
  /** Where n8n's webhooks are reached from outside; `{workspace_id}` stands for the workspace. */
  n8nUrl: string;
  /** RELEVANCE_API_KEY and the like: the operator's. */
  research: Readonly<Record<string, string | undefined>>;
}

const templatesOf = ({ templates }: Assembled): Template[] => {
  if (templates.length === 0) {
    throw new PermanentError("no_templates", "No template is stored: run `genesis templates push` first");
  }
  return templates.map(({ manifest, bodies }) => ({
    manifest: parseManifest(manifest),
    bodies: bodies as Template["bodies"],
  }));
};

export function createCompile({ functionsUrl, n8nUrl, research }: Surroundings): Compile {
  return (assembled, credentials) => {
    const { workspace, campaign, brand, email } = assembled;
    const templates = templatesOf(assembled);
    if (!email)
      throw new PermanentError("missing_email", "Missing email provider — complete the Email stage");
    const values = placeholderValues({
      workspace,
      campaign,
      brand: brand as TemplateContext["brand"],
      // Links lead through a domain of the workspace's own only after it was seen to lead here.
      email: {
        ...email,
        tracking_domain: email.tracking_verified_at ? email.tracking_domain : null,
      } as unknown as TemplateContext["email"],
      functions_url: functionsUrl,
      n8n_url: n8nUrl.replaceAll("{workspace_id}", workspace.id),
      research,
    });
    const { provider } = email;
    // All credentials of all templates first: what is missing is told before what is unset.
    for (const { manifest } of templates) requireCredentials(manifest, provider, Object.keys(credentials));
    return templates.map(
      (template): CompiledWorkflow =>
        compileTemplate({
          template,
          provider,
          values,
          credentials: credentials as CompileInput["credentials"],
        }),
    );
  };
}

// Every template for the workspace's default campaign.
import { PermanentError } from "../_shared/errors/mod.ts";
import {
  type CompileInput,
  compileTemplate,
  type OperatorKeys,
  parseManifest,
  placeholderValues,
  requireCredentials,
  researchAsked,
  type Template,
  type TemplateContext,
} from "../_shared/templates/mod.ts";
import { hasEngineType } from "./credential-types.ts";
import type { Assembled, Compile, ReadyWorkflow } from "./ports.ts";
import { researchValues } from "./research-keys.ts";

export interface Surroundings {
  /** …/functions/v1, as n8n reaches it. */
  functionsUrl: string;
  /** Where n8n's webhooks are reached from outside; `{workspace_id}` stands for the workspace. */
  n8nUrl: string;
  /** RELEVANCE_API_KEY and the like: the operator's, for workspaces without a key of their own. */
  research: OperatorKeys;
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

/** Besides n8n's: types that n8n has no credential for, whose keys are values. Their place is in the vault alone. */
const withVaultOnly = ({ credentials }: Assembled, ids: Readonly<Record<string, string>>) => ({
  ...Object.fromEntries(
    credentials.filter(({ type }) => !hasEngineType(type)).map(({ type, id }) => [type, id]),
  ),
  ...ids,
});

export function createCompile({ functionsUrl, n8nUrl, research }: Surroundings): Compile {
  return async (assembled, ids, open) => {
    const { workspace, campaign, brand, email } = assembled;
    const templates = templatesOf(assembled);
    if (!email)
      throw new PermanentError("missing_email", "Missing email provider — complete the Email stage");
    const { provider } = email;
    const credentials = withVaultOnly(assembled, ids);
    // All credentials of all templates first: what is missing is told before what is unset.
    for (const { manifest } of templates) requireCredentials(manifest, provider, Object.keys(credentials));
    const manifests = templates.map(({ manifest }) => manifest);
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
      research: await researchValues(manifests, assembled.credentials, research, open),
    });
    return templates.map(
      (template): ReadyWorkflow => ({
        ...compileTemplate({
          template,
          provider,
          values,
          credentials: credentials as CompileInput["credentials"],
        }),
        holdsKey: researchAsked([template.manifest]).length > 0,
      }),
    );
  };
}

// Keys of third parties that research works with. One place decides whose key fills a placeholder, for the plan, which
// sees types alone, and for the steps, which open the secret. A key of the workspace comes before the operator's, and
// a credential is used whole: the workspace's key never goes together with the operator's project.
import type { CredentialType, Manifest } from "./types.ts";

export interface ResearchKey {
  /** The operator's, for every workspace. */
  setting: string;
  /** The workspace's own: type of its credential, and the member of the secret. */
  type: CredentialType;
  field: string;
}

/** By placeholder. */
export const RESEARCH_KEYS: Readonly<Record<string, ResearchKey>> = {
  YOUR_RELEVANCE_API_KEY: { setting: "RELEVANCE_API_KEY", type: "relevance_config", field: "api_key" },
  YOUR_RELEVANCE_PROJECT: { setting: "RELEVANCE_PROJECT", type: "relevance_config", field: "project" },
  YOUR_GOOGLE_CSE_KEY: { setting: "GOOGLE_CSE_KEY", type: "google_cse", field: "key" },
  YOUR_GOOGLE_CSE_ID: { setting: "GOOGLE_CSE_ID", type: "google_cse", field: "id" },
  YOUR_APIFY_TOKEN: { setting: "APIFY_TOKEN", type: "apify", field: "token" },
};

export const RESEARCH_SETTINGS: readonly string[] = Object.values(RESEARCH_KEYS).map((key) => key.setting);

/** Setting → value. */
export type OperatorKeys = Readonly<Record<string, string | undefined>>;

/** Who fills it; null: nobody can. */
export function supplierOf(
  placeholder: string,
  ownTypes: ReadonlySet<string>,
  operator: OperatorKeys,
): "workspace" | "operator" | null {
  const key = RESEARCH_KEYS[placeholder];
  if (!key) return null;
  if (ownTypes.has(key.type)) return "workspace";
  return operator[key.setting] ? "operator" : null;
}

/** A manifest lists what its files use; `required`: at least one template does not go without. */
export function researchAsked(manifests: readonly Manifest[]): { name: string; required: boolean }[] {
  const asked = new Map<string, boolean>();
  for (const { name, required } of manifests.flatMap(({ placeholders }) => placeholders))
    if (Object.hasOwn(RESEARCH_KEYS, name)) asked.set(name, required || asked.get(name) === true);
  return [...asked].map(([name, required]) => ({ name, required }));
}

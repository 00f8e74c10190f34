// The templates of templates/ in the database, by content hash, as an operator puts them there.
import { templateHash } from "../supabase/functions/_shared/templates/hash.ts";
import type { Template } from "../supabase/functions/_shared/templates/types.ts";
import { loadTemplates } from "../templates/load.ts";
import type { DataApi } from "./data-api.ts";

export interface LocalTemplate {
  readonly slug: string;
  readonly hash: string;
  readonly version: string;
  readonly template: Template;
}

export interface Pushed {
  readonly slug: string;
  readonly hash: string;
  readonly version: string;
  readonly changed: boolean;
}

/** What the files say now. Errors: TemplateError for a manifest that is none. */
export const localTemplates = (): LocalTemplate[] =>
  loadTemplates().map((template) => ({
    slug: template.manifest.slug,
    hash: templateHash(template),
    version: template.manifest.version,
    template,
  }));

/** Makes each local template the current one; those that are it already are left alone. Operators only. */
export async function pushTemplates(
  api: DataApi,
  current: ReadonlyMap<string, string>,
  templates: readonly LocalTemplate[] = localTemplates(),
): Promise<Pushed[]> {
  const pushed: Pushed[] = [];
  for (const { slug, hash, version, template } of templates) {
    const changed = current.get(slug) !== hash;
    if (changed) {
      await api.rpc("admin_template_push", {
        p_slug: slug,
        p_hash: hash,
        p_version: version,
        p_manifest: template.manifest,
        p_bodies: template.bodies,
      });
    }
    pushed.push({ slug, hash, version, changed });
  }
  return pushed;
}

/** Slug → hash of what ignition deploys now. `genesis`: a DataApi of schema genesis. */
export async function currentHashes(genesis: DataApi): Promise<Map<string, string>> {
  const rows = await genesis.rows<{ slug: string; hash: string }>(
    "workflow_templates?select=slug,hash&is_current=is.true",
  );
  return new Map(rows.map(({ slug, hash }) => [slug, hash]));
}

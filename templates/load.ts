// Templates from their files, for `genesis templates push`, the seed and the tests. Deployed functions read them from
// genesis.workflow_templates.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseManifest } from "../supabase/functions/_shared/templates/manifest.ts";
import type { Template, WorkflowBody } from "../supabase/functions/_shared/templates/types.ts";

const folder = (slug = ""): string => fileURLToPath(new URL(`./${slug}`, import.meta.url));
const json = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

const isTemplate = (slug: string): boolean => readdirSync(folder(slug)).includes("manifest.json");

/** Slugs, sorted. */
export const templateSlugs = (): string[] =>
  readdirSync(folder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isTemplate(entry.name))
    .map((entry) => entry.name)
    .sort();

/** Errors: TemplateError for a manifest that is none. */
export function loadTemplate(slug: string): Template {
  const manifest = parseManifest(json(`${folder(slug)}/manifest.json`));
  const files = [...new Set(manifest.variants.map((variant) => variant.file))];
  const bodies = files.map((file) => [file, json(`${folder(slug)}/${file}`) as WorkflowBody]);
  return { manifest, bodies: Object.fromEntries(bodies) };
}

export const loadTemplates = (): Template[] => templateSlugs().map(loadTemplate);

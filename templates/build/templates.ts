// The templates as they are committed: drafts, and the placeholders that each uses.
import { PLACEHOLDERS } from "../../supabase/functions/_shared/templates/placeholders.ts";
import { PLACEHOLDER } from "../../supabase/functions/_shared/templates/substitute.ts";
import type { ManifestPlaceholder, Template } from "../../supabase/functions/_shared/templates/types.ts";
import { type Draft, drafts } from "./manifests.ts";

/** A campaign may stand without these. */
const OPTIONAL = new Set([
  "YOUR_CAMPAIGN_GROUP_ID",
  "YOUR_COMPANY_WEBSITE",
  "YOUR_COMPANY_DESCRIPTION",
  "YOUR_CALENDLY_LINK_1",
  "YOUR_CALENDLY_LINK_2",
]);

function placeholder(name: string): ManifestPlaceholder {
  const [type, source] = PLACEHOLDERS[name] ?? [];
  if (!type || !source) throw new Error(`${name} is no known placeholder`);
  return { name, type, source, required: !OPTIONAL.has(name) };
}

function withPlaceholders({ manifest, bodies }: Draft): Template {
  const used = new Set(JSON.stringify({ bodies, probe: manifest.probe }).match(PLACEHOLDER));
  return { manifest: { ...manifest, placeholders: [...used].sort().map(placeholder) }, bodies };
}

/** Path below templates/ → content, for every file that is generated. */
export function generatedFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { manifest, bodies } of drafts().map(withPlaceholders)) {
    const all = { "manifest.json": manifest, ...bodies };
    for (const [name, content] of Object.entries(all))
      files[`${manifest.slug}/${name}`] = `${JSON.stringify(content, null, 2)}\n`;
  }
  return files;
}

// How the templates of the files stand to those of a project.

import type { LocalTemplate } from "../../stack/templates.ts";
import { canonicalJson } from "../../supabase/functions/_shared/templates/hash.ts";
import type { Template, WorkflowBody } from "../../supabase/functions/_shared/templates/types.ts";

/** A row of genesis.workflow_templates. */
export interface StoredTemplate {
  readonly slug: string;
  readonly hash: string;
  readonly version: string;
  readonly manifest: unknown;
  readonly bodies: Readonly<Record<string, unknown>>;
}

export interface Difference {
  readonly slug: string;
  readonly state: "same" | "changed" | "new" | "only_stored";
  readonly local: { hash: string; version: string } | null;
  readonly stored: { hash: string; version: string } | null;
  /** What changed: "manifest", "workflow.json: node Send", … */
  readonly parts: readonly string[];
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** Names of the nodes that one file has otherwise than the other, and what else differs in it. */
function bodyParts(file: string, ours: WorkflowBody, theirs: WorkflowBody | undefined): string[] {
  if (!theirs) return [`${file}: new`];
  const before = new Map(theirs.nodes.map((node) => [node.name, node]));
  const names = new Set([...ours.nodes.map(({ name }) => name), ...before.keys()]);
  const changed = [...names].filter((name) => {
    const now = ours.nodes.find((node) => node.name === name);
    return !same(now ?? null, before.get(name) ?? null);
  });
  return [
    ...changed.map((name) => `${file}: node ${name}`),
    ...(same(ours.connections, theirs.connections) ? [] : [`${file}: connections`]),
    ...(same(ours.settings, theirs.settings) ? [] : [`${file}: settings`]),
  ];
}

function partsOf({ manifest, bodies }: Template, stored: StoredTemplate): string[] {
  const theirs = stored.bodies as Record<string, WorkflowBody>;
  return [
    ...(same(manifest, stored.manifest) ? [] : ["manifest"]),
    ...Object.entries(bodies).flatMap(([file, body]) => bodyParts(file, body, theirs[file])),
    ...Object.keys(theirs)
      .filter((file) => !(file in bodies))
      .map((file) => `${file}: gone`),
  ];
}

const short = ({ hash, version }: { hash: string; version: string }) => ({ hash, version });

/** One entry a slug, sorted. `stored`: the current ones. */
export function compare(local: readonly LocalTemplate[], stored: readonly StoredTemplate[]): Difference[] {
  const bySlug = new Map(stored.map((row) => [row.slug, row]));
  const ours = local.map((ours): Difference => {
    const theirs = bySlug.get(ours.slug);
    if (!theirs) return { slug: ours.slug, state: "new", local: short(ours), stored: null, parts: [] };
    const state = theirs.hash === ours.hash ? "same" : "changed";
    const parts = state === "same" ? [] : partsOf(ours.template, theirs);
    return { slug: ours.slug, state, local: short(ours), stored: short(theirs), parts };
  });
  const slugs = new Set(local.map(({ slug }) => slug));
  const others = stored
    .filter(({ slug }) => !slugs.has(slug))
    .map(
      (row): Difference => ({
        slug: row.slug,
        state: "only_stored",
        local: null,
        stored: short(row),
        parts: [],
      }),
    );
  return [...ours, ...others].sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

// From the operator's files to the seven workflows, by the compiler that ignition uses.
import {
  type CompiledWorkflow,
  type CompileInput,
  compileTemplate,
} from "../../../supabase/functions/_shared/templates/mod.ts";
import { plainName } from "../commands/ours.ts";
import type { EngineCredential } from "../n8n/engine.ts";
import type { OperatorFiles } from "./files.ts";
import { allOf, BadFiles, problemOf, VALUES_FILE } from "./problems.ts";

export interface StandInWorkflow extends CompiledWorkflow {
  readonly displayName: string;
  /** What Genesis called it before it made room for the template's name: all of it, as far as n8n stored it. */
  readonly formerName: string;
}

const bad = (type: string, message: string): BadFiles =>
  new BadFiles([{ file: VALUES_FILE, field: `credentials.${type}`, message }]);

function idOf(
  type: string,
  said: { id: string } | { name: string },
  there: readonly EngineCredential[],
): string {
  const matches = there.filter((c) =>
    "id" in said ? c.id === said.id : c.name === said.name || plainName(c.name) === said.name,
  );
  const [only] = matches;
  if (!only) throw bad(type, `n8n has no credential of this ${"id" in said ? "id" : "name"}`);
  if (matches.length > 1) throw bad(type, "n8n has several credentials of this name: give the id");
  return only.id;
}

/** n8n takes a node whose credential is of another type, and fails when it runs. */
function requireTypes(
  { workflow }: CompiledWorkflow,
  ids: Readonly<Record<string, string>>,
  there: readonly EngineCredential[],
): void {
  for (const node of workflow.nodes)
    for (const [wanted, { id }] of Object.entries(node.credentials ?? {})) {
      const found = there.find((c) => c.id === id);
      const type = Object.keys(ids).find((name) => ids[name] === id) ?? "";
      if (found && found.type !== wanted)
        throw bad(type, `the credential in n8n is of the type ${found.type}, and must be ${wanted}`);
    }
}

/** All seven or BadFiles: nothing is deployed of a set that is not whole. */
export function compileFiles(files: OperatorFiles, there: readonly EngineCredential[]): StandInWorkflow[] {
  const { provider, values, templates } = files;
  const ids = Object.fromEntries(
    allOf(Object.entries(files.credentials), ([type, said]) => [type, idOf(type, said, there)]),
  );
  const { YOUR_WORKSPACE_NAME: workspace = "", YOUR_CAMPAIGN_NAME: campaign = "" } = values;
  return allOf(templates, (template) => {
    const { slug, display_name: displayName } = template.manifest;
    const input: CompileInput = { template, provider, values, credentials: ids };
    try {
      const compiled = compileTemplate(input);
      requireTypes(compiled, ids, there);
      const formerName = `[${workspace}] ${displayName} — ${campaign}`.replace(/\s+/gu, " ");
      return { ...compiled, displayName, formerName };
    } catch (error) {
      throw error instanceof BadFiles ? error : new BadFiles([problemOf(error, slug)]);
    }
  });
}

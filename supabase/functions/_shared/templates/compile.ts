// From a template to the workflow that n8n gets. Works on the parsed JSON, never on its text.
import { sha256Hex } from "../auth/hash.ts";
import { requireCredentials, requireLawfulMail, requireValue, variantFor } from "./checks.ts";
import { TemplateError } from "./errors.ts";
import { workflowHash } from "./hash.ts";
import { CREDENTIAL_PLACEHOLDERS, isCredentialPlaceholder, PLACEHOLDERS } from "./placeholders.ts";
import { PLACEHOLDER, type Resolve, substitute } from "./substitute.ts";
import type { CompiledWorkflow, CompileInput, CredentialType, WorkflowBody, WorkflowNode } from "./types.ts";

/** Of the 128 that n8n stores of a name, what the sidecar's ` [genesis:<map id>]` leaves; counted as JavaScript does. */
const NAME_ROOM = 128 - 47;

/** Parameters that are code, SQL or JSON as text: a value in them would be part of the program. */
const PROGRAM = new Set([
  "jsCode",
  "functionCode",
  "pythonCode",
  "query",
  "jsonBody",
  "jsonOutput",
  "jsonHeaders",
  "jsonQuery",
  "responseBody",
  "html",
]);

type Values = (name: string) => string | undefined;

/** Without the nodes of the other provider's path, and without what led to them. */
export function dropNodes(body: WorkflowBody, drop: readonly string[]): WorkflowBody {
  if (drop.length === 0) return body;
  const gone = new Set(drop);
  const connections: WorkflowBody["connections"] = {};
  for (const [from, kinds] of Object.entries(body.connections)) {
    if (gone.has(from)) continue;
    connections[from] = Object.fromEntries(
      Object.entries(kinds).map(([kind, outputs]) => [
        kind,
        outputs.map((targets) => (targets ?? []).filter(({ node }) => !gone.has(node))),
      ]),
    );
  }
  return { ...body, nodes: body.nodes.filter(({ name }) => !gone.has(name)), connections };
}

function walk(value: unknown, key: string, resolve: Resolve): unknown {
  if (typeof value === "string") {
    if (PROGRAM.has(key) && !value.startsWith("=") && value.search(PLACEHOLDER) >= 0)
      throw new SyntaxError(`${key} is a program: give it the value through the Settings node`);
    return substitute(value, resolve);
  }
  if (Array.isArray(value)) return value.map((member) => walk(member, key, resolve));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, walk(member, name, resolve)]),
  );
}

/** n8n wants a uuid for each webhook; the same one for the same node of the same campaign. */
function webhookId(seed: string): string {
  const hex = sha256Hex(seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function compileNode(node: WorkflowNode, title: string, seed: string, resolve: Resolve): WorkflowNode {
  try {
    const { parameters, credentials, webhookId: hasHook, ...rest } = node;
    return {
      ...rest,
      parameters: walk(parameters, "", resolve) as Record<string, unknown>,
      ...(credentials && { credentials: walk(credentials, "", resolve) as WorkflowNode["credentials"] }),
      ...(hasHook !== undefined && { webhookId: webhookId(`${seed}/${node.name}`) }),
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const said = `Template '${title}', node '${node.name}': ${error.message}`;
    throw new TemplateError("unsafe_place", said, node.name);
  }
}

/** What each placeholder resolves to; a value that is missing though it is required lands in `unresolved`. */
function resolver({ template, values, credentials }: CompileInput, unresolved: Set<string>): Resolve {
  const { display_name, placeholders } = template.manifest;
  const declared = new Map(placeholders.map((p) => [p.name, p]));
  const given: Values = (name) => {
    const type = Object.entries(CREDENTIAL_PLACEHOLDERS).find(([, its]) => its === name)?.[0];
    return type ? credentials[type as CredentialType] : values[name];
  };
  return (name) => {
    const known = declared.get(name);
    if (!known || !(name in PLACEHOLDERS)) {
      const said = `Template '${display_name}' uses the unknown placeholder ${name}`;
      throw new TemplateError("unknown_placeholder", said, name);
    }
    const value = given(name) ?? "";
    if (value === "" && (known.required || isCredentialPlaceholder(name))) {
      unresolved.add(name);
      return name;
    }
    // What an optional one lacks is no value to judge.
    if (value !== "") requireValue(name, value);
    return value;
  };
}

const compileBody = (input: CompileInput, resolve: Resolve): WorkflowBody => {
  const { manifest, bodies } = input.template;
  const variant = variantFor(manifest, input.provider);
  const source = bodies[variant.file];
  if (!source) {
    const said = `Template '${manifest.display_name}' has no file ${variant.file}`;
    throw new TemplateError("bad_template", said, variant.file);
  }
  const body = dropNodes(source, variant.drop);
  requireLawfulMail(manifest, body);
  const seed = [input.values.YOUR_WORKSPACE_ID, input.values.YOUR_CAMPAIGN_ID, manifest.slug].join("/");
  return {
    nodes: body.nodes.map((node) => compileNode(node, manifest.display_name, seed, resolve)),
    connections: body.connections,
    settings: walk(body.settings, "", resolve) as Record<string, unknown>,
  };
};

/** Placeholders that no value reached: in a node's name, a connection, a key. Independent of what values contain. */
function leftOver(input: CompileInput): string[] {
  const neutral = compileBody(input, () => "x");
  return JSON.stringify(neutral).match(PLACEHOLDER) ?? [];
}

/** No longer than `max`, and no half of a pair at its end. */
const cut = (text: string, max: number): string =>
  text.length <= max
    ? text
    : `${text
        .slice(0, max - 1)
        .replace(/[\ud800-\udbff]$/, "")
        .trimEnd()}…`;

/**
 * `[{workspace}] {template} — {campaign}`, as long as n8n's names may be. The template's name stays whole, as it alone
 * tells a campaign's workflows apart; of the other two the longer gives way first.
 */
export function workflowName(workspace: string, template: string, campaign: string): string {
  const [whose, title, purpose] = [workspace, template, campaign].map((part) =>
    part.replace(/\s+/gu, " ").trim(),
  ) as [string, string, string];
  const room = NAME_ROOM - `[] ${title} — `.length;
  const half = Math.floor(room / 2);
  const whoseRoom = Math.max(room - purpose.length, room - half);
  const purposeRoom = Math.max(room - whose.length, half);
  return `[${cut(whose, whoseRoom)}] ${title} — ${cut(purpose, purposeRoom)}`;
}

/**
 * The workflow for one campaign. Errors: TemplateError. A dry run returns the placeholders that would stay, where a
 * real one refuses; credentials are then not asked for.
 */
export function compileTemplate(input: CompileInput, { dryRun = false } = {}): CompiledWorkflow {
  const { manifest } = input.template;
  if (!dryRun) requireCredentials(manifest, input.provider, Object.keys(input.credentials));
  const unresolved = new Set<string>();
  const resolve = resolver(input, unresolved);
  const workflow = compileBody(input, resolve);
  const { probe } = manifest;
  const compiledProbe =
    probe?.kind === "webhook" ? { ...probe, path: substitute(probe.path, resolve) } : probe;
  for (const name of leftOver(input)) unresolved.add(name);
  const [first] = unresolved;
  if (first && !dryRun) {
    const said = `Template '${manifest.display_name}' needs a value for ${[...unresolved].join(", ")}`;
    throw new TemplateError("missing_value", said, first);
  }
  const { YOUR_WORKSPACE_NAME = "", YOUR_CAMPAIGN_NAME = "" } = input.values;
  return {
    slug: manifest.slug,
    name: workflowName(YOUR_WORKSPACE_NAME, manifest.display_name, YOUR_CAMPAIGN_NAME),
    workflow,
    hash: workflowHash(workflow),
    probe: compiledProbe,
    unresolved: [...unresolved],
  };
}

// What the operator put beside the sidecar: values.json, and templates/<slug>/ as Genesis's repository has them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  CREDENTIAL_PLACEHOLDERS,
  type MailProvider,
  PLACEHOLDERS,
  parseManifest,
  type Template,
  type WorkflowBody,
} from "../../../supabase/functions/_shared/templates/mod.ts";
import { allOf, BadFiles, problemOf, VALUES_FILE } from "./problems.ts";

/** One set, as ignition deploys it; a folder with another name is not read. */
export const SEVEN = [
  "email_1",
  "email_2",
  "email_3",
  "email_preparation",
  "opt_out",
  "reply_tracker",
  "research_report",
] as const;

const isValue = (name: string): boolean => name in PLACEHOLDERS && PLACEHOLDERS[name]?.[0] !== "credential";
const credential = z.union(
  [z.strictObject({ id: z.string().min(1) }), z.strictObject({ name: z.string().min(1) })],
  'must be {"id": …} or {"name": …} of a credential in n8n',
);
const schema = z.strictObject({
  provider: z.enum(["gmail", "smtp"], "must be gmail or smtp"),
  values: z.record(z.string(), z.string("must be a text")).superRefine((values, ctx) => {
    for (const name of Object.keys(values))
      if (!isValue(name))
        ctx.addIssue({ code: "custom", path: [name], message: "is no placeholder for a value" });
    // Whose they are, and for which campaign: every template needs both.
    for (const name of ["YOUR_WORKSPACE_ID", "YOUR_CAMPAIGN_ID"])
      if (!z.uuid().safeParse(values[name]).success)
        ctx.addIssue({ code: "custom", path: [name], message: "must be the id that Genesis has for it" });
  }),
  credentials: z.record(z.string(), credential).superRefine((given, ctx) => {
    for (const type of Object.keys(given))
      if (!Object.hasOwn(CREDENTIAL_PLACEHOLDERS, type))
        ctx.addIssue({ code: "custom", path: [type], message: "is no type of credential that n8n has" });
  }),
});

export interface OperatorFiles {
  readonly provider: MailProvider;
  /** Placeholder → value. */
  readonly values: Readonly<Record<string, string>>;
  /** Genesis's type → which credential of n8n. */
  readonly credentials: Readonly<Record<string, z.infer<typeof credential>>>;
  readonly templates: readonly Template[];
}

const bad = (file: string, message: string, field = ""): BadFiles => new BadFiles([{ file, field, message }]);

function json(folder: string, file: string): unknown {
  let text: string;
  try {
    text = readFileSync(join(folder, file), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw bad(file, code === "ENOENT" ? "is missing" : `cannot be read (${code})`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own sentence quotes the file, which may hold keys.
    const at = /line \d+ column \d+/.exec(String(error))?.[0];
    throw bad(file, `is not valid JSON${at ? ` (${at})` : ""}`);
  }
}

const isWorkflow = (body: unknown): body is WorkflowBody => {
  const { nodes, connections, settings } = (body ?? {}) as Partial<WorkflowBody>;
  return Array.isArray(nodes) && typeof connections === "object" && typeof settings === "object";
};

function templateOf(folder: string, slug: string): Template {
  const base = `templates/${slug}`;
  const raw = json(folder, `${base}/manifest.json`);
  let manifest: Template["manifest"];
  try {
    manifest = parseManifest(raw);
  } catch (error) {
    throw new BadFiles([problemOf(error, slug)]);
  }
  if (manifest.slug !== slug) throw bad(`${base}/manifest.json`, `must be ${slug}`, "slug");
  const files = [...new Set(manifest.variants.map((variant) => variant.file))];
  const bodies = allOf(files, (file): [string, WorkflowBody] => {
    const body = json(folder, `${base}/${file}`);
    if (!isWorkflow(body)) throw bad(`${base}/${file}`, "must have nodes, connections and settings");
    return [file, body];
  });
  return { manifest, bodies: Object.fromEntries(bodies) };
}

function valuesOf(folder: string): Omit<OperatorFiles, "templates"> {
  const parsed = schema.safeParse(json(folder, VALUES_FILE));
  if (parsed.success) return parsed.data;
  throw new BadFiles(
    parsed.error.issues.map(({ path, message }) => ({ file: VALUES_FILE, field: path.join("."), message })),
  );
}

/** Throws BadFiles with everything that is missing or wrong. */
export function readFiles(folder: string): OperatorFiles {
  let values: Omit<OperatorFiles, "templates"> | undefined;
  let templates: Template[] = [];
  allOf(["values", "templates"], (part) => {
    if (part === "values") values = valuesOf(folder);
    else templates = allOf(SEVEN, (slug) => templateOf(folder, slug));
  });
  return { ...(values as Omit<OperatorFiles, "templates">), templates };
}

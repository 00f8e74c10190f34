// The seven templates as they are committed.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  compileTemplate,
  PLACEHOLDERS,
  TemplateError,
  templateHash,
} from "../supabase/functions/_shared/templates/mod.ts";
import type { CompileInput, MailProvider, Template } from "../supabase/functions/_shared/templates/types.ts";
import { generatedFiles } from "./build/templates.ts";
import { loadTemplate, loadTemplates, templateSlugs } from "./load.ts";

const SLUGS = [
  "email_1",
  "email_2",
  "email_3",
  "email_preparation",
  "opt_out",
  "reply_tracker",
  "research_report",
];
const PROVIDERS: MailProvider[] = ["gmail", "smtp"];
const CREDENTIALS = { google_oauth2: "g1", smtp: "s1", imap: "i1", openai_api: "o1", webhook: "w1" };

const values = (over: Record<string, string> = {}): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(PLACEHOLDERS).map(([name, [type]]) => [
      name,
      type === "url" ? `https://value.test/${name.toLowerCase()}` : `value of ${name.toLowerCase()}`,
    ]),
  ),
  ...over,
});
const inputFor = (
  template: Template,
  provider: MailProvider,
  over: Partial<CompileInput> = {},
): CompileInput => ({
  template,
  provider,
  values: values(),
  credentials: CREDENTIALS,
  ...over,
});
const each = SLUGS.flatMap((slug) => PROVIDERS.map((provider) => [slug, provider] as const));

it("are seven, in ten files, each what its builder makes", () => {
  expect(templateSlugs()).toEqual(SLUGS);
  const files = generatedFiles();
  expect(Object.keys(files).filter((name) => name.includes("workflow"))).toHaveLength(10);
  for (const [path, content] of Object.entries(files)) {
    const stored = readFileSync(new URL(`./${path}`, import.meta.url), "utf8");
    expect(JSON.parse(stored), path).toEqual(JSON.parse(content));
  }
});

it("have hashes of their own", () => {
  expect(new Set(loadTemplates().map(templateHash)).size).toBe(SLUGS.length);
});

describe.each(each)("%s for %s", (slug, provider) => {
  const template = loadTemplate(slug);

  it("compiles to a whole workflow without a placeholder", () => {
    const { workflow, unresolved } = compileTemplate(inputFor(template, provider));
    expect(unresolved).toEqual([]);
    expect(JSON.stringify(workflow)).not.toContain("YOUR_");
    const names = new Set(workflow.nodes.map((node) => node.name));
    expect(names.size).toBe(workflow.nodes.length);
    for (const [from, kinds] of Object.entries(workflow.connections)) {
      const targets = Object.values(kinds)
        .flat(2)
        .map((to) => to?.node);
      for (const name of [from, ...targets]) expect(names, `${from} → ${name}`).toContain(name);
    }
    const reached = new Set(
      Object.values(workflow.connections).flatMap((k) =>
        Object.values(k)
          .flat(2)
          .map((to) => to?.node),
      ),
    );
    const starts = workflow.nodes.filter((node) => !reached.has(node.name)).map((node) => node.type);
    for (const type of starts) expect(type).toMatch(/Trigger$|webhook$|emailReadImap$/);
  });

  it("names credentials of its own provider alone, and no secret", () => {
    const { workflow } = compileTemplate(inputFor(template, provider));
    const ids = new Set(
      workflow.nodes.flatMap((n) => Object.values(n.credentials ?? {}).map(({ id }) => id)),
    );
    for (const other of provider === "gmail" ? ["s1", "i1"] : ["g1"]) expect(ids).not.toContain(other);
    expect(ids).toContain("w1");
  });

  it("writes its expressions so that n8n finds their ends", () => {
    const { workflow } = compileTemplate(inputFor(template, provider));
    for (const [, text] of JSON.stringify(workflow.nodes).matchAll(/"=((?:[^"\\]|\\.)*)"/g))
      expect((text?.match(/\{\{/g) ?? []).length, text).toBe((text?.match(/\}\}/g) ?? []).length);
  });
});

describe("I7: a credential that is missing", () => {
  it.each([
    ["research_report", "smtp", "openai_api", "Research Report"],
    ["email_1", "gmail", "google_oauth2", "Email 1"],
    ["email_2", "smtp", "smtp", "Email 2"],
    ["reply_tracker", "smtp", "imap", "Reply Tracker"],
  ] as const)("%s with %s: %s", (slug, provider, type, name) => {
    const credentials = { ...CREDENTIALS, [type]: undefined };
    delete credentials[type];
    expect(() => compileTemplate(inputFor(loadTemplate(slug), provider, { credentials }))).toThrow(
      new TemplateError(
        "missing_credential",
        `Template '${name}' requires credential type '${type}' but none was provided`,
        type,
      ),
    );
  });
});

it.each(["List-Unsubscribe-Post", "unsubscribe_url", "YOUR_POSTAL_ADDRESS", "YOUR_SEND_PERMIT_URL"])(
  "a mail without %s does not deploy",
  (sign) => {
    const text = JSON.stringify(loadTemplate("email_1")).replaceAll(sign, "gone");
    expect(() => compileTemplate(inputFor(JSON.parse(text), "smtp"))).toThrow(/sends mail without/);
  },
);

import { describe, expect, it } from "vitest";
import { compileTemplate, workflowName } from "./compile.ts";
import type { TemplateError } from "./errors.ts";
import { PLACEHOLDERS } from "./placeholders.ts";
import { substitute } from "./substitute.ts";
import { HAZARDS, PLACES, placesTemplate } from "./testing.ts";
import type { CompileInput, Template } from "./types.ts";

/** As n8n evaluates a parameter: braces are found without regard to quotes, an odd backslash takes their meaning. */
function evaluate(parameter: string): string {
  if (!parameter.startsWith("=")) return parameter;
  const parts = parameter.slice(1).split(/(?<!\\)\{\{|(?<!\\)\}\}/);
  expect(parts.length % 2, "braces come in pairs").toBe(1);
  return parts.map((part, n) => (n % 2 ? String(new Function(`return (${part})`)()) : part)).join("");
}

const input = (value: string, template = placesTemplate()): CompileInput => ({
  template,
  provider: "smtp",
  values: { YOUR_COMPANY_NAME: value, YOUR_WORKSPACE_NAME: "Acme", YOUR_CAMPAIGN_NAME: "Spring" },
  credentials: {},
});

const fieldsOf = (value: string): Record<string, string> => {
  const { workflow } = compileTemplate(input(value));
  const { assignments } = (workflow.nodes[1]?.parameters ?? {}) as {
    assignments?: { assignments: { name: string; value: string }[] };
  };
  return Object.fromEntries(
    (assignments?.assignments ?? []).map((field) => [field.name, evaluate(field.value)]),
  );
};

const expected = (value: string) =>
  Object.fromEntries(Object.entries(PLACES).map(([name, [, want]]) => [name, want(value)]));

/** Repeatable: the same texts in every run (xorshift32). */
function* randomTexts(count: number): Generator<string> {
  const pieces = [
    "{{",
    "}}",
    "\\",
    '"',
    "'",
    "`",
    "$",
    "=",
    "\n",
    "\r",
    "$&",
    "${",
    "YOUR_X",
    "a",
    " ",
    "é",
    "👍",
    "//",
    "*/",
    "<",
  ];
  let state = 0x9e3779b9;
  const next = (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  for (let n = 0; n < count; n++)
    yield `x${Array.from({ length: 1 + next(14) }, () => pieces[next(pieces.length)]).join("")}`.slice(
      next(2),
    );
}

describe("a value", () => {
  it.each(HAZARDS.map((value) => [value.slice(0, 30), value]))(
    "%j arrives as given, wherever it stands",
    (_, value) => {
      expect(fieldsOf(value)).toEqual(expected(value));
    },
  );

  it("arrives as given for 2,000 texts made of what breaks templates", () => {
    for (const value of randomTexts(2_000)) expect(fieldsOf(value)).toEqual(expected(value));
  });

  it("that n8n cannot store is refused", () => {
    for (const value of ["a\0b", "half \ud83d pair"])
      expect(() => compileTemplate(input(value))).toThrow(/cannot store/);
  });

  it.each([
    ["YOUR_SENDER_NAME", ["x\r\nBcc: all@x.test", "a\nb", "a\u0085b", "a\u2028b"], ["Zoë “Z” 🔨", ""]],
    ["YOUR_SENDER_EMAIL", ["a@x.test\r\nBcc: b@x.test", "a@x.test\n"], ["a@x.test"]],
    [
      "YOUR_CALENDLY_LINK_1",
      ["javascript:alert(1)", "https://a.test/\n", "//a.test"],
      ["https://a.test/b?c", ""],
    ],
  ])("of %s is one that a header or link may hold", (name, refused, taken) => {
    const type = PLACEHOLDERS[name]?.[0] as "text";
    const template = placesTemplate();
    template.manifest.placeholders.push({ name, type, source: "brand", required: false });
    Object.assign(template.bodies["workflow.json"]?.nodes[1]?.parameters ?? {}, { extra: name });
    const compile = (value: string) => () => {
      const { values, ...rest } = input("x", template);
      return compileTemplate({ ...rest, values: { ...values, [name]: value } });
    };
    for (const value of refused)
      expect(compile(value), value).toThrow(expect.objectContaining({ code: "bad_value", about: name }));
    for (const value of taken) expect(compile(value), value).not.toThrow();
  });
});

describe("placeholders", () => {
  const values: Record<string, string> = { YOUR_A: "1", YOUR_A_B: "2", YOUR_A_B_C: "3" };
  const put = (text: string) => substitute(text, (name) => values[name] ?? "?");

  it("are taken whole, longest first, and values are not looked at again", () => {
    expect(put("YOUR_A YOUR_A_B_C YOUR_A_B YOUR_A_ YOUR_A_YOUR_A_B")).toBe("1 3 2 1_ 1_2");
    expect(substitute("YOUR_A", () => "YOUR_A_B")).toBe("YOUR_A_B");
  });

  const withParameter = (parameters: Record<string, unknown>): Template => {
    const template = placesTemplate();
    Object.assign(template.bodies["workflow.json"]?.nodes[1]?.parameters ?? {}, parameters);
    return template;
  };
  const problem = (template: Template, over: Partial<CompileInput> = {}): TemplateError | undefined => {
    try {
      compileTemplate({ ...input("x", template), ...over });
    } catch (error) {
      return error as TemplateError;
    }
    return undefined;
  };

  it("that are unknown, or not in the manifest, are an error that names them", () => {
    for (const name of ["YOUR_FAVOURITE_COLOUR", "YOUR_SENDER_NAME"])
      expect(problem(withParameter({ extra: name }))).toMatchObject({
        code: "unknown_placeholder",
        message: `Template 'Places' uses the unknown placeholder ${name}`,
      });
  });

  it("may not stand in a program, before a node's name, nor behind a backslash", () => {
    for (const parameters of [
      { jsCode: "return 'YOUR_COMPANY_NAME'" },
      { query: "select 'YOUR_COMPANY_NAME'" },
      { extra: "=\\YOUR_COMPANY_NAME" },
    ])
      expect(problem(withParameter(parameters))).toMatchObject({ code: "unsafe_place", about: "Set" });
    const named = placesTemplate();
    Object.assign(named.bodies["workflow.json"]?.nodes[1] ?? {}, { name: "YOUR_COMPANY_NAME" });
    expect(problem(named)).toMatchObject({ code: "missing_value", about: "YOUR_COMPANY_NAME" });
  });

  it("without a value: an error if required, empty if optional, listed by a dry run", () => {
    expect(problem(placesTemplate(), { values: {} })).toMatchObject({ code: "missing_value" });
    expect(compileTemplate({ ...input("x"), values: {} }, { dryRun: true }).unresolved).toEqual([
      "YOUR_COMPANY_NAME",
    ]);
    const optional = placesTemplate();
    Object.assign(optional.manifest.placeholders[0] ?? {}, { required: false });
    expect(compileTemplate({ ...input("", optional) }).unresolved).toEqual([]);
  });

  it("of a credential must have a value, whatever the manifest says", () => {
    const template = withParameter({ extra: "YOUR_CREDENTIAL_SMTP_ID" });
    template.manifest.placeholders.push({
      name: "YOUR_CREDENTIAL_SMTP_ID",
      type: "credential",
      source: "credentials",
      required: false,
    });
    expect(problem(template, { credentials: { smtp: "" } })).toMatchObject({
      about: "YOUR_CREDENTIAL_SMTP_ID",
    });
    expect(problem(template, { credentials: { smtp: "={{ 1 }}" } })).toMatchObject({ code: "bad_value" });
    expect(problem(template, { credentials: { smtp: "Ab_1-9" } })).toBeUndefined();
  });
});

describe("what comes out", () => {
  it("has a hash of what it does: no position, no id, no order of keys", () => {
    const { hash } = compileTemplate(input("x"));
    const moved = placesTemplate();
    for (const node of moved.bodies["workflow.json"]?.nodes ?? [])
      Object.assign(node, { id: "7", position: [9, 9] });
    moved.bodies["workflow.json"]?.nodes.reverse();
    expect(compileTemplate(input("x", moved)).hash).toBe(hash);
    expect(compileTemplate(input("y")).hash).not.toBe(hash);
  });

  it("has a name that n8n can store", () => {
    expect(workflowName("Acme", "Email 1", "Spring")).toBe("[Acme] Email 1 — Spring");
    expect(workflowName("A\tcme ", "Email  1", " Spring\n")).toBe("[A cme] Email 1 — Spring");
  });

  it.each([
    ["Ö".repeat(118), "👍".repeat(95)],
    ["Ö".repeat(118), "Spring"],
    ["Acme", "👍".repeat(95)],
    [`x${"👍".repeat(59)}`, "s".repeat(190)],
  ])("keeps the template's name whole beside %s and %s", (workspace, campaign) => {
    const titles = ["Email 1", "Email 2", "T".repeat(60)];
    const names = titles.map((title) => workflowName(workspace, title, campaign));
    for (const [n, name] of names.entries()) {
      expect(name).toContain(`] ${titles[n]} — `);
      // What the sidecar writes behind it is as long as this, and n8n stores 128.
      expect(`${name} [genesis:${crypto.randomUUID()}]`.length).toBeLessThanOrEqual(128);
      expect(name.isWellFormed()).toBe(true);
    }
    expect(new Set(names).size).toBe(3);
    if (workspace === "Acme") expect(names[0]).toMatch(/^\[Acme\] /);
    if (campaign === "Spring") expect(names[0]).toMatch(/ — Spring$/);
  });

  it("is the template itself no less afterwards", () => {
    const template = placesTemplate();
    const before = structuredClone(template);
    compileTemplate(input("x", template));
    expect(template).toEqual(before);
  });
});

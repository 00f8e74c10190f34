// I7, with the real compiler.
import { describe, expect, it } from "vitest";
import { createCompile } from "./compile.ts";
import { engineCredential } from "./credential-types.ts";
import type { Assembled } from "./ports.ts";

const compile = createCompile({ functionsUrl: "http://f.test", n8nUrl: "http://n.test", research: {} });
const variant = (requires: string[]) => [{ file: "workflow.json", providers: ["smtp"], requires, drop: [] }];
const template = (slug: string, display_name: string, requires: string[], placeholders: object[] = []) => ({
  slug,
  hash: "h",
  manifest: {
    slug,
    display_name,
    category: "research",
    version: "1.0.0",
    uses_llm: true,
    cadence_minutes: 5,
    variants: variant(requires),
    placeholders,
    probe: { kind: "schedule" },
  },
  bodies: {
    "workflow.json": {
      nodes: [
        {
          id: "1",
          name: "N",
          type: "t",
          typeVersion: 1,
          position: [0, 0],
          parameters: { a: "YOUR_SENDER_NAME" },
        },
      ],
      connections: {},
      settings: {},
    },
  },
});
const senderName = { name: "YOUR_SENDER_NAME", type: "text", source: "brand", required: true };
const assembled = (over: Partial<Assembled> = {}): Assembled => ({
  workspace: { id: "w", slug: "acme", name: "Acme", time_zone: "UTC" },
  brand: { sender_name: "Ann" },
  email: { provider: "smtp", sender_email: "ann@acme.test" },
  campaign: { id: "c", name: "Default", group_id: "g", group_name: "Default" },
  sidecar_url: null,
  sidecar_keys: null,
  credentials: [],
  templates: [template("research_report", "Research Report", ["openai_api"], [senderName])],
  ...over,
});

/** The vault of a compilation that has no business there. */
const closed = async (): Promise<unknown> => {
  throw new Error("a credential was opened");
};

describe("compiling everything", () => {
  it("I7 names the template and the credential that is missing", async () => {
    await expect(compile(assembled(), { webhook: "x" }, closed)).rejects.toThrow(
      "Template 'Research Report' requires credential type 'openai_api' but none was provided",
    );
  });

  it("names a value that is missing, an absent provider, and an empty store", async () => {
    const all = { openai_api: "x", webhook: "x" };
    const failing = (over: Partial<Assembled>) => expect(compile(assembled(over), all, closed)).rejects;
    await failing({ brand: null }).toThrow("YOUR_SENDER_NAME");
    await failing({ email: null }).toThrow("complete the Email stage");
    await failing({ templates: [] }).toThrow("genesis templates push");
  });

  it("gives each workflow with its values, opening no credential that no template asks for", async () => {
    const [workflow] = await compile(assembled(), { openai_api: "x", webhook: "x" }, closed);
    expect(workflow?.workflow.nodes[0]?.parameters).toEqual({ a: "Ann" });
  });
});

describe("a credential for n8n", () => {
  it("is n8n's type and shape", () => {
    expect(engineCredential("openai_api", { api_key: "k", url: "http://m.test/v1" })).toEqual({
      type: "openAiApi",
      data: { apiKey: "k", url: "http://m.test/v1" },
    });
    const token = "t".repeat(64);
    expect(engineCredential("webhook", { token })).toEqual({
      type: "httpHeaderAuth",
      data: { name: "x-webhook-token", value: token },
    });
  });

  it("that is incomplete is named by its fields, not by its values", () => {
    const half = () =>
      engineCredential("smtp", { host: "mail.test", port: "x", user: 7, password: "the-secret" });
    expect(half).toThrow("port, user");
    expect(half).not.toThrow("the-secret");
  });
});

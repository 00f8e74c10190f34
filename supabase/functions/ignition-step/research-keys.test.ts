// Whose key fills a placeholder of the Research stage: over the real vault and assembly, with a template that asks.
// Long: the template stands here, as none of the seven asks.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMachineRpc } from "../_shared/db/client.ts";
import { realStack, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { createCompile } from "./compile.ts";
import { createDatabase } from "./database.ts";
import type { Assembled, SealedCredential } from "./ports.ts";
import { createSecrets } from "./secrets.ts";
import type { StepContext } from "./steps/step.ts";
import { workflowsDeploying } from "./steps/workflows-deploying.ts";

const real = realStack();
afterAll(() => real.close());
const rpc = createMachineRpc(real.settings);
const db = createDatabase(rpc);
const secrets = createSecrets(createCredentials(rpc, createVault(readMasterKeys(real.settings))));

const OPERATOR = { APIFY_TOKEN: "the-operators-apify", RELEVANCE_PROJECT: "the-operators-project" };
const SMTP = { provider: "smtp", sender_email: "ann@acme.test" } as const;
const asks = (requires: string[], ...names: string[]) => ({
  slug: "scraper",
  hash: "h",
  manifest: {
    ...{ slug: "scraper", display_name: "Scraper", category: "research", version: "1.0.0" },
    ...{ uses_llm: false, cadence_minutes: 5, probe: null },
    variants: [{ file: "workflow.json", providers: ["smtp", "gmail"], requires, drop: [] }],
    placeholders: names.map((name) => ({ name, type: "text", source: "research", required: true })),
  },
  bodies: {
    "workflow.json": {
      nodes: [
        { id: "1", name: "N", type: "t", typeVersion: 1, position: [0, 0], parameters: { values: names } },
      ],
      connections: {},
      settings: {},
    },
  },
});

let acme: TestWorkspace;
let globex: TestWorkspace;
beforeAll(async () => {
  [acme, globex] = await Promise.all([real.workspace(), real.workspace()]);
  await secrets.put(acme.id, "apify", "A", { token: "acmes-apify" });
  await secrets.put(acme.id, "relevance_config", "R", {
    api_key: "acmes-relevance",
    project: "acmes-project",
  });
  await secrets.put(globex.id, "apify", "A", { token: "globexs-apify" });
});

async function deployed(w: TestWorkspace, template: object, research: Record<string, string> = OPERATOR) {
  const compile = createCompile({ functionsUrl: "http://f.test", n8nUrl: "http://n.test", research });
  const opened: string[] = [];
  const open = (credential: SealedCredential) => {
    opened.push(credential.type);
    return secrets.open(w.id, credential);
  };
  const now = { ...(await db.assemble(w.id)), email: SMTP, templates: [template] } as Assembled;
  const [made] = await compile(now, { webhook: "w" }, open);
  return { values: made?.workflow.nodes[0]?.parameters.values, opened, holdsKey: made?.holdsKey };
}

describe("a template that asks for a key", () => {
  it("is sent to the sidecar sealed, one that does not is not", async () => {
    const none = asks([]);
    const plain = { ...none, manifest: { ...none.manifest, slug: "plain" } };
    const sent: unknown[] = [];
    const assembled = { ...(await db.assemble(acme.id)), email: SMTP, sidecar_url: "http://sidecar.test" };
    const context = {
      db: {
        assemble: async () => ({ ...assembled, templates: [asks([], "YOUR_APIFY_TOKEN"), plain] }),
        mapList: async () => [{ logical_id: "webhook", n8n_id: "w" }],
        mapIntend: async () => ({ id: "m", n8n_id: null, deployed_hash: null, state: "intended" }),
        mapMade: async () => undefined,
      },
      secrets,
      compile: createCompile({ functionsUrl: "http://f.test", n8nUrl: "http://n.test", research: {} }),
      message: { workspace_id: acme.id },
      clock: { now: Date.now },
      until: Date.now() + 60_000,
      sidecarFor: () => ({
        async command(_: unknown, _action: string, payload: { logical_id: string }, options: object) {
          sent.push([payload.logical_id, JSON.stringify(payload).includes("acmes-apify"), options]);
          return { n8n_id: payload.logical_id };
        },
      }),
    } as unknown as StepContext;
    expect(await workflowsDeploying(context)).toHaveProperty("done");
    expect(sent).toEqual([
      ["scraper", true, expect.objectContaining({ sealed: true })],
      ["plain", false, expect.objectContaining({ sealed: false })],
    ]);
  });

  it("gets the workspace's own before the operator's, and never another workspace's", async () => {
    const template = asks([], "YOUR_APIFY_TOKEN");
    expect(await deployed(acme, template)).toEqual({
      ...{ values: ["acmes-apify"], opened: ["apify"], holdsKey: true },
    });
    expect((await deployed(globex, template)).values).toEqual(["globexs-apify"]);
    const without = await real.workspace();
    expect(await deployed(without, template)).toMatchObject({ values: ["the-operators-apify"], opened: [] });
    const [theirs] = (await db.assemble(globex.id)).credentials;
    await expect(
      secrets.open(acme.id, theirs as SealedCredential),
      "sealed to its workspace",
    ).rejects.toThrow();
  });

  it("takes a credential whole, opens it once, and opens nothing that it does not ask for", async () => {
    const both = asks([], "YOUR_RELEVANCE_API_KEY", "YOUR_RELEVANCE_PROJECT");
    expect(await deployed(acme, both)).toMatchObject({
      values: ["acmes-relevance", "acmes-project"],
      opened: ["relevance_config"],
    });
    const none = asks([], "YOUR_COMPANY_NAME");
    expect(await deployed(acme, { ...none, bodies: asks([]).bodies })).toMatchObject({
      opened: [],
      holdsKey: false,
    });
  });

  it("is refused before anything is made when nobody has the key, or half of it, and says no value", async () => {
    const google = asks([], "YOUR_GOOGLE_CSE_KEY");
    await expect(deployed(acme, google)).rejects.toMatchObject({
      code: "missing_research_key",
      message: "Missing google cse key — complete the Research stage",
    });
    const half = await real.workspace();
    await secrets.put(half.id, "relevance_config", "R", { api_key: "halfs-relevance" });
    const failed = deployed(half, asks([], "YOUR_RELEVANCE_API_KEY", "YOUR_RELEVANCE_PROJECT"));
    await expect(failed).rejects.toThrow("'relevance_config' lacks or spoils: project");
    await expect(failed).rejects.not.toThrow("halfs-relevance");
  });

  it("I7 that requires the credential itself does not take the operator's in its place", async () => {
    const template = asks(["apify"], "YOUR_APIFY_TOKEN");
    expect((await deployed(acme, template)).values).toEqual(["acmes-apify"]);
    await expect(deployed(await real.workspace(), template)).rejects.toThrow(
      "Template 'Scraper' requires credential type 'apify' but none was provided",
    );
  });
});

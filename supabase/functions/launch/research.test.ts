// Keys of the Research stage in the plan: as the steps decide it (ignition-step/research-keys.test.ts), without opening.
import { beforeAll, describe, expect, it } from "vitest";
import type { Rpc } from "../_shared/db/client.ts";
import { createUserRpc } from "../_shared/db/client.ts";
import { settingsOf, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createAssembleIgnitionConfig, type LaunchFacts, suppliedBy } from "./assemble.ts";
import { planOf } from "./plan.ts";
import { complete, real } from "./testing.ts";

let ready: TestWorkspace;
beforeAll(async () => {
  ready = await real.workspace();
  await complete(ready);
});

const scraper = {
  slug: "scraper",
  hash: "h",
  manifest: {
    ...{ slug: "scraper", display_name: "Scraper", category: "research", version: "1.0.0" },
    ...{ uses_llm: false, cadence_minutes: 5, probe: null },
    variants: [{ file: "workflow.json", providers: ["smtp"], requires: [], drop: [] }],
    placeholders: [{ name: "YOUR_APIFY_TOKEN", type: "text", source: "research", required: true }],
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
          parameters: { a: "YOUR_APIFY_TOKEN" },
        },
      ],
      connections: {},
      settings: {},
    },
  },
};

/** The real facts of the workspace, with one more template. */
async function planned(w: TestWorkspace, over: Record<string, string> = {}) {
  const settings = settingsOf(real.stack, { LOCAL_MODE: "true", ...over });
  const userRpc = createUserRpc(settings)(await real.stack.sessionToken(w.owner));
  const rpc = (async (name: string, args: Record<string, unknown>) => {
    const facts = await userRpc<LaunchFacts>(name, args);
    return { ...facts, templates: [...facts.templates, scraper] };
  }) as Rpc;
  const config = await createAssembleIgnitionConfig(settings)(rpc, w.id);
  return {
    plan: planOf(config, settings),
    value: config.values.YOUR_APIFY_TOKEN,
    supplied: suppliedBy(settings),
  };
}

describe("a template that asks for a key", () => {
  it("that nobody has: the plan names the Research stage", async () => {
    const { plan, supplied } = await planned(ready);
    expect(plan).toMatchObject({
      ready: false,
      missing: [
        {
          stage: "research",
          field: "YOUR_APIFY_TOKEN",
          message: "Missing apify token — complete the Research stage",
        },
      ],
      unresolved: [{ template: "scraper", placeholder: "YOUR_APIFY_TOKEN", stage: "research" }],
    });
    expect(supplied).toEqual([]);
  });

  it("is ready with the operator's, or with the workspace's own; the plan holds neither", async () => {
    const operator = await planned(ready, { APIFY_TOKEN: "the-operators-apify" });
    expect(operator).toMatchObject({
      plan: { ready: true },
      value: "operator",
      supplied: ["YOUR_APIFY_TOKEN"],
    });
    await real.sql`insert into genesis.credential_store (workspace_id, type, name, envelope, key_id, created_by)
      values (${ready.id}, 'apify', 'Main', '{"key_id": "t", "salt": "", "iv": "", "tag": "", "ciphertext": ""}', 't', 'test')`;
    const both = await planned(ready, { APIFY_TOKEN: "the-operators-apify" });
    expect(both).toMatchObject({ plan: { ready: true }, value: "workspace" });
    expect(JSON.stringify(both.plan)).not.toContain("the-operators-apify");
  });
});

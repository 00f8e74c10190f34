import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Faults } from "../simulator/faults.ts";
import { deployment, headerCredential, schedule, webhook, workflow } from "../testing/workflows.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld({ simulator: { publishMs: 20 } });
});
afterEach(() => world.stop());

const simulator = () => world.sidecar.simulator as NonNullable<World["sidecar"]["simulator"]>;
const faults = (faults: Partial<Faults>) => simulator().setFaults(faults);
type Rule = Faults["rules"][number];
const rule = (match: string, fault: Rule["fault"], times = 1): Rule => ({ match, fault, times, after: 0 });

describe("an engine that fails", () => {
  it("by 429, 5xx or silence is worth a retry, and the retry heals", async () => {
    const payload = deployment(workflow(schedule()));
    const commandId = randomUUID();
    for (const [fault, code] of [
      [429, "engine_busy"],
      [500, "engine_unavailable"],
      [503, "engine_unavailable"],
      ["drop", "engine_unavailable"],
      ["drop_after", "engine_unavailable"],
    ] as const) {
      faults({ rules: [rule("^POST /api/v1/workflows$", fault)] });
      const { body } = await world.send("DEPLOY_WORKFLOW", payload, { commandId });
      expect(body.error).toMatchObject({ code, retryable: true });
    }
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", payload, { commandId });
    expect(simulator().state.workflows.map((w) => w.id)).toEqual([n8n_id]);
    expect(simulator().state.workflows[0]?.tags).toHaveLength(1);
  });

  it("loses an answer after any effect, and nothing is made twice or left untagged", async () => {
    const effects = [
      "POST /api/v1/credentials$",
      "POST /api/v1/workflows$",
      "PUT /api/v1/workflows/[^/]+/tags",
      "POST /api/v1/tags",
      "activate$",
    ];
    faults({ rules: effects.map((match) => rule(match, "drop_after")) });
    const credential = headerCredential("the value of it");
    const payload = deployment(workflow(webhook("genesis-lost")));
    const persist = async (action: string, body: unknown) => {
      for (let tries = 0; tries < 6; tries++) {
        const { body: said } = await world.send(action, body);
        if (said.success) return said.result;
        expect(said.error.retryable).toBe(true);
      }
      throw new Error(`${action} never went through`);
    };
    await persist("INJECT_CREDENTIAL", credential);
    const { n8n_id } = await persist("DEPLOY_WORKFLOW", payload);
    await persist("ACTIVATE_WORKFLOW", { n8n_id, probe: { kind: "webhook", path: "genesis-lost" } });
    const { workflows, credentials, tags } = simulator().state;
    expect([workflows.length, credentials.length, tags.length]).toEqual([1, 1, 1]);
    expect(workflows[0]).toMatchObject({ active: true, tags: [tags[0]?.id] });
  });

  it("has a trigger that does not start: it says why, for good, and leaves nothing half on", async () => {
    faults({ failingTriggers: ["n8n-nodes-base.scheduleTrigger"] });
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", deployment(workflow(schedule())));
    const { body } = await world.send("ACTIVATE_WORKFLOW", { n8n_id, probe: { kind: "schedule" } });
    expect(body.error).toEqual({
      code: "activation_failed",
      message: "The trigger Every hour did not start",
      retryable: false,
    });
    expect(simulator().state.workflows[0]?.active).toBe(false);
  });

  it("that waits for a silent provider holds up nothing else, and is given up", {
    timeout: 20_000,
  }, async () => {
    const silent = headerCredential("", {
      type: "openAiApi",
      data: { apiKey: "sk", url: "http://127.0.0.1:9" },
    });
    const { n8n_id } = await world.do("INJECT_CREDENTIAL", silent);
    faults({ rules: [rule("^POST /api/v1/credentials/[^/]+/test$", "hang")] });
    let isAnswered = false;
    const asked = world.send("TEST_CREDENTIAL", { n8n_id }).finally(() => {
      isAnswered = true;
    });
    await world.do("DEPLOY_WORKFLOW", deployment(workflow(schedule())));
    expect(isAnswered).toBe(false);
    expect((await asked).body.error).toMatchObject({ code: "engine_unavailable", retryable: true });
  });

  it("knows a wrong key only by its test", async () => {
    faults({ badSecrets: ["sk-wrong"] });
    const data = { apiKey: "sk-wrong", url: "http://127.0.0.1:9" };
    const { n8n_id } = await world.do("INJECT_CREDENTIAL", headerCredential("", { type: "openAiApi", data }));
    expect((await world.do("TEST_CREDENTIAL", { n8n_id })).ok).toBe(false);
  });
});

import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { standInId } from "../src/commands/ours.ts";
import { deployment, HARD_TEXTS, noOp, schedule, workflow } from "../testing/workflows.ts";
import type { World } from "../testing/world.ts";

const listed = async (world: World, mapId: string) =>
  (await world.do("LIST_WORKFLOWS")).workflows.filter((w: { map_id: string }) => w.map_id === mapId);

export function workflowSuite(world: () => World): void {
  describe("workflows", () => {
    it("deploys one, adopts it, changes it when its hash changes, and deletes it", async () => {
      const payload = deployment(workflow(schedule()));
      const made = await world().do("DEPLOY_WORKFLOW", payload);
      expect(made).toEqual({ n8n_id: expect.stringMatching(/^\w+$/), hash: "h1" });
      expect(await world().do("DEPLOY_WORKFLOW", payload)).toEqual(made);
      const changed = { ...payload, hash: "h2", workflow: workflow(schedule(), noOp("Renamed")) };
      expect(await world().do("DEPLOY_WORKFLOW", changed)).toEqual({ ...made, hash: "h2" });
      expect(await listed(world(), payload.map_id)).toMatchObject([
        { n8n_id: made.n8n_id, name: "Test", active: false, hash: "h2" },
      ]);
      const read = await world().do("GET_WORKFLOW", { n8n_id: made.n8n_id });
      expect(read.workflow.nodes.map((n: { name: string }) => n.name)).toEqual(["Every hour", "Renamed"]);
      expect(await world().do("DELETE_WORKFLOW", { n8n_id: made.n8n_id })).toEqual({ deleted: true });
      expect(await world().do("DELETE_WORKFLOW", { map_id: payload.map_id })).toEqual({ deleted: false });
      expect(await listed(world(), payload.map_id)).toEqual([]);
    });

    it("adopts what stood in for a template of a campaign, under its own map id", async () => {
      const [campaign_id, logical_id] = [randomUUID(), "test"];
      const standsIn = deployment(workflow(schedule()), { map_id: standInId(campaign_id, logical_id) });
      const made = await world().do("DEPLOY_WORKFLOW", standsIn);
      const payload = deployment(workflow(schedule()), { logical_id, campaign_id });
      // Sealed, as what holds a key for research travels.
      expect(await world().do("DEPLOY_WORKFLOW", payload, { seal: true })).toEqual(made);
      expect(await listed(world(), standsIn.map_id)).toEqual([]);
      expect(await listed(world(), payload.map_id)).toMatchObject([{ n8n_id: made.n8n_id }]);
      const another = deployment(workflow(schedule()), { logical_id, campaign_id: randomUUID() });
      expect((await world().do("DEPLOY_WORKFLOW", another)).n8n_id).not.toBe(made.n8n_id);
      for (const { map_id } of [payload, another]) await world().do("DELETE_WORKFLOW", { map_id });
    });

    it("brings every text to n8n exactly as it was given", async () => {
      const texts = Object.fromEntries(HARD_TEXTS.map((text, i) => [`text${i}`, text]));
      const body = workflow(schedule(), { ...noOp(), notes: HARD_TEXTS.join("|"), parameters: { texts } });
      const { n8n_id } = await world().do("DEPLOY_WORKFLOW", deployment(body, { name: HARD_TEXTS[0] }));
      const { workflow: read, name } = await world().do("GET_WORKFLOW", { n8n_id });
      expect(name).toBe(HARD_TEXTS[0]);
      expect(read.nodes[1].parameters.texts).toEqual(texts);
      expect(read.nodes[1].notes).toBe(HARD_TEXTS.join("|"));
      await world().do("DELETE_WORKFLOW", { n8n_id });
    });

    it("fits names of any length and script into n8n's, and still knows them", async () => {
      for (const name of ["n".repeat(200), "Я".repeat(200), "🐈".repeat(100)]) {
        const payload = deployment(workflow(schedule()), { name });
        const { n8n_id } = await world().do("DEPLOY_WORKFLOW", payload);
        const [found] = await listed(world(), payload.map_id);
        expect(name.startsWith(found.name)).toBe(true);
        expect(found.name.isWellFormed()).toBe(true);
        await world().do("DELETE_WORKFLOW", { n8n_id });
      }
    });

    it("refuses for good what n8n refuses, and what is no workflow", async () => {
      const bad = workflow(schedule());
      const settings = { ...bad, settings: { nonsense: 1 } };
      const refused = await world().send("DEPLOY_WORKFLOW", deployment(settings as never));
      expect(refused.body.error).toMatchObject({ code: "engine_refused", retryable: false });
      const invalid = await world().send("DEPLOY_WORKFLOW", { map_id: randomUUID(), name: "x" });
      expect(invalid.body.error.code).toBe("invalid_payload");
      expect((await world().send("NO_SUCH_ACTION")).body.error.code).toBe("unknown_action");
    });
  });
}

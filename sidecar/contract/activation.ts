import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deployment, noOp, schedule, webhook, workflow } from "../testing/workflows.ts";
import type { World } from "../testing/world.ts";

const newPath = (): string => `genesis-${randomUUID()}`;
const call = async (world: World, path: string): Promise<number> =>
  (await fetch(`${world.sidecar.engineUrl}/webhook/${path}`, { method: "POST" })).status;
const deploy = async (world: World, body: ReturnType<typeof workflow>): Promise<string> =>
  (await world.do("DEPLOY_WORKFLOW", deployment(body))).n8n_id;
const isActive = async (world: World, n8n_id: string): Promise<boolean> =>
  (await world.do("GET_WORKFLOW", { n8n_id })).active;

export function activationSuite(world: () => World): void {
  describe("activation", () => {
    it("is done when the webhook answers, and undone when it is gone", async () => {
      const path = newPath();
      const n8n_id = await deploy(world(), workflow(webhook(path)));
      expect(await call(world(), path)).toBe(404);
      const probe = { kind: "webhook", path };
      const on = { active: true, probed: true };
      expect(await world().do("ACTIVATE_WORKFLOW", { n8n_id, probe })).toEqual(on);
      expect(await call(world(), path)).toBe(200);
      expect(await world().do("ACTIVATE_WORKFLOW", { n8n_id, probe: { ...probe, method: "POST" } })).toEqual(
        on,
      );
      expect(await world().do("DEACTIVATE_WORKFLOW", { n8n_id })).toEqual({ active: false });
      expect(await call(world(), path)).toBe(404);
      expect(await world().do("DEACTIVATE_WORKFLOW", { n8n_id })).toEqual({ active: false });
      await world().do("DELETE_WORKFLOW", { n8n_id });
    });

    it("puts a change of an active workflow live", async () => {
      const [before, after] = [newPath(), newPath()];
      const payload = deployment(workflow(webhook(before)));
      const { n8n_id } = await world().do("DEPLOY_WORKFLOW", payload);
      await world().do("ACTIVATE_WORKFLOW", { n8n_id, probe: { kind: "webhook", path: before } });
      await world().do("DEPLOY_WORKFLOW", { ...payload, hash: "h2", workflow: workflow(webhook(after)) });
      await world().do("ACTIVATE_WORKFLOW", { n8n_id, probe: { kind: "webhook", path: after } });
      expect(await call(world(), after)).toBe(200);
      await world().do("DELETE_WORKFLOW", { n8n_id });
      expect(await call(world(), after)).toBe(404);
    });

    it("knows that a schedule is registered", async () => {
      const n8n_id = await deploy(world(), workflow(schedule()));
      const probe = { kind: "schedule" };
      expect(await world().do("ACTIVATE_WORKFLOW", { n8n_id, probe })).toEqual({
        active: true,
        probed: true,
      });
      const { active, publication } = await world().do("GET_WORKFLOW", { n8n_id });
      expect([active, publication.state]).toEqual([true, "published"]);
      await world().do("DELETE_WORKFLOW", { n8n_id });
    });

    it("fails for good over a workflow that nothing can start", async () => {
      const manual = { ...noOp("By hand"), type: "n8n-nodes-base.manualTrigger" };
      const n8n_id = await deploy(world(), workflow(manual));
      const { body } = await world().send("ACTIVATE_WORKFLOW", { n8n_id, probe: null });
      expect(body).toMatchObject({ success: false, error: { retryable: false } });
      expect(await isActive(world(), n8n_id)).toBe(false);
      await world().do("DELETE_WORKFLOW", { n8n_id });
    });

    it("switches all off, and those that were named on again", async () => {
      const ids = [
        await deploy(world(), workflow(schedule())),
        await deploy(world(), workflow(webhook(newPath()))),
      ];
      await world().do("ACTIVATE_WORKFLOWS", { n8n_ids: ids });
      const { deactivated } = await world().do("DEACTIVATE_ALL_WORKFLOWS");
      expect(deactivated).toEqual(expect.arrayContaining(ids));
      for (const { active } of (await world().do("LIST_WORKFLOWS")).workflows) expect(active).toBe(false);
      const { activated } = await world().do("ACTIVATE_WORKFLOWS", { n8n_ids: ids });
      expect(activated.toSorted()).toEqual(ids.toSorted());
      const missing = await world().send("ACTIVATE_WORKFLOWS", { n8n_ids: [ids[0], "AAAAAAAAAAAAAAAA"] });
      expect(missing.body.error.code).toBe("some_failed");
      expect(missing.body.result.done).toEqual([ids[0]]);
      for (const n8n_id of ids) await world().do("DELETE_WORKFLOW", { n8n_id });
    });
  });
}

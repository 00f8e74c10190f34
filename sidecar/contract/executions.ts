import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deployment, noOp, schedule, wait, webhook, workflow } from "../testing/workflows.ts";
import { eventually, type World } from "../testing/world.ts";

const RUN_TOKEN = "run-token-of-a-test-run";
const statusOf = async (world: World, execution_id: string): Promise<string> =>
  (await world.do("GET_EXECUTION", { execution_id })).status;

export function executionSuite(world: () => World): void {
  describe("executions", () => {
    it("runs a test of an inactive webhook workflow, and leaves no pinned data behind", async () => {
      const { n8n_id } = await world().do("DEPLOY_WORKFLOW", deployment(workflow(webhook(randomUUID()))));
      const before = await world().do("GET_WORKFLOW", { n8n_id });
      const payload = { n8n_id, run_token: RUN_TOKEN, pin_data: { Webhook: [{ json: { body: { a: 1 } } }] } };
      const { execution_id } = await world().do("TRIGGER_TEST", payload);
      await eventually(
        "the end of the run",
        async () => (await statusOf(world(), execution_id)) === "success",
      );
      const ended = await world().do("GET_EXECUTION", { execution_id });
      expect(ended).toMatchObject({ n8n_id, mode: "manual", error: null });
      expect(ended.nodes.map((n: { name: string }) => n.name)).toEqual(["Webhook", "Done"]);
      expect(JSON.stringify(ended)).not.toContain(RUN_TOKEN);
      const after = await world().do("GET_WORKFLOW", { n8n_id });
      expect(after.workflow).toEqual(before.workflow);
      await world().do("DELETE_WORKFLOW", { n8n_id });
    });

    it("stops what runs and what waits, which deactivation does not", async () => {
      const { n8n_id } = await world().do("DEPLOY_WORKFLOW", deployment(workflow(schedule(), wait())));
      const { execution_id } = await world().do("TRIGGER_TEST", { n8n_id, run_token: RUN_TOKEN });
      await eventually("a waiting run", async () => (await statusOf(world(), execution_id)) === "waiting");
      await world().do("DEACTIVATE_ALL_WORKFLOWS");
      expect(await statusOf(world(), execution_id)).toBe("waiting");
      const { stopped, remaining } = await world().do("STOP_EXECUTIONS");
      expect(stopped).toContain(execution_id);
      expect(remaining).toEqual([]);
      expect(await statusOf(world(), execution_id)).toBe("canceled");
      expect(await world().do("STOP_EXECUTIONS")).toEqual({ stopped: [], remaining: [] });
      await world().do("DELETE_WORKFLOW", { n8n_id });
    });

    it("says so when there is no such execution, or no trigger", async () => {
      const none = await world().send("GET_EXECUTION", { execution_id: "999999999" });
      expect(none.body.error).toMatchObject({ code: "not_found", retryable: false });
      const { n8n_id } = await world().do("DEPLOY_WORKFLOW", deployment(workflow(noOp("A"), noOp("B"))));
      const cannot = await world().send("TRIGGER_TEST", { n8n_id, run_token: RUN_TOKEN });
      expect(cannot.body.error.code).toBe("no_trigger");
      await world().do("DELETE_WORKFLOW", { n8n_id });
    });
  });
}

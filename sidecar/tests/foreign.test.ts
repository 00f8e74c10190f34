import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployment, schedule, workflow } from "../testing/workflows.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld({ simulator: { publishMs: 20 } });
});
afterEach(() => world.stop());

const simulator = () => world.sidecar.simulator as NonNullable<World["sidecar"]["simulator"]>;

describe("what is not Genesis's", () => {
  it("is neither listed, nor read, nor touched", async () => {
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", deployment(workflow(schedule())));
    const [ours] = simulator().state.workflows;
    const foreign = {
      ...structuredClone(ours),
      id: "FOREIGNWORKFLOW1",
      name: "Mine",
      tags: [] as string[],
      active: true,
    };
    simulator().state.workflows.push(foreign as never);
    const date = new Date().toISOString();
    const type = "httpHeaderAuth";
    simulator().state.credentials.push({
      id: "F1",
      name: "Mine",
      type,
      data: {},
      createdAt: date,
      updatedAt: date,
    });
    expect((await world.do("LIST_WORKFLOWS")).workflows).toHaveLength(1);
    expect((await world.do("LIST_CREDENTIALS")).credentials).toEqual([]);
    for (const action of ["GET_WORKFLOW", "DEACTIVATE_WORKFLOW"])
      expect((await world.send(action, { n8n_id: foreign.id })).body.error.code).toBe("not_found");
    expect(await world.do("DELETE_WORKFLOW", { n8n_id: foreign.id })).toEqual({ deleted: false });
    expect(await world.do("DELETE_CREDENTIAL", { n8n_id: "F1" })).toEqual({ deleted: false });
    await world.do("ACTIVATE_WORKFLOW", { n8n_id, probe: null });
    expect((await world.do("DEACTIVATE_ALL_WORKFLOWS")).deactivated).toEqual([n8n_id]);
    expect(foreign.active).toBe(true);
  });
});

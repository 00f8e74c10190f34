// Killed by SIGKILL at every point between a command's admission and its record: the repeat of the same command
// ends in exactly one object, and in the result that an undisturbed run has.
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ProcessWorld, startProcessWorld } from "../testing/process.ts";
import { deployment, headerCredential, webhook, workflow } from "../testing/workflows.ts";

let world: ProcessWorld;
beforeEach(async () => {
  world = await startProcessWorld();
});
afterEach(() => world.clean());

/** As Genesis does it: the same command again, until it is answered; a dead sidecar is started again. */
async function persist(point: string, action: string, payload: unknown) {
  const commandId = randomUUID();
  for (let tries = 0; tries < 4; tries++) {
    try {
      const { status, body } = await world.commander.send(action, payload, { commandId });
      expect([status, body.error]).toEqual([200, null]);
      return body.result;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch: the connection broke
      await world.start(point);
    }
  }
  throw new Error(`${action} never went through`);
}

const EFFECTS = [
  "createCredential",
  "createWorkflow",
  "tagWorkflow",
  "activate",
  "deactivate",
  "deleteWorkflow",
  "deleteCredential",
];
const POINTS = [...EFFECTS, "admit", "finish"].flatMap((method) => [`before ${method}`, `after ${method}`]);

describe("a sidecar killed", () => {
  it.for(POINTS)("%s comes back to exactly one of each, and to none after the removal", async (point) => {
    await world.start(point);
    const { state } = world.simulator;
    const run = (action: string, payload: unknown) => persist(point, action, payload);
    const credential = await run("INJECT_CREDENTIAL", headerCredential("the value of it"));
    const { n8n_id } = await run("DEPLOY_WORKFLOW", deployment(workflow(webhook("genesis-crash"))));
    const probe = { kind: "webhook", path: "genesis-crash" };
    expect(await run("ACTIVATE_WORKFLOW", { n8n_id, probe })).toEqual({ active: true, probed: true });
    expect(state.workflows.map((w) => [w.id, w.active, w.tags])).toEqual([
      [n8n_id, true, [state.tags[0]?.id]],
    ]);
    expect(state.credentials.map((c) => c.id)).toEqual([credential.n8n_id]);
    await run("DEACTIVATE_WORKFLOW", { n8n_id });
    await run("DELETE_WORKFLOW", { n8n_id });
    await run("DELETE_CREDENTIAL", { n8n_id: credential.n8n_id });
    expect([state.workflows, state.credentials]).toEqual([[], []]);
    expect([world.hasCrashed(), world.genesis.enrolments]).toEqual([true, 1]);
  });
});

describe("a sidecar told to stop", () => {
  it("ends the running command first, and leaves with 0", async () => {
    await world.startServer();
    world.simulator.setFaults({ latencyMs: 150 });
    const running = world.commander.send("DEPLOY_WORKFLOW", deployment(workflow(webhook("genesis-stop"))));
    await new Promise((done) => setTimeout(done, 60));
    expect(await world.end("SIGTERM")).toBe(0);
    expect((await running).body.success).toBe(true);
    expect(world.lines.at(-1)).toContain('"stopped"');
  });
});

import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deployment, headerCredential, schedule, workflow } from "../testing/workflows.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld({ simulator: { publishMs: 20 } });
});
afterEach(() => world.stop());

const code = async (
  over: { epoch?: number; seq?: number; commandId?: string },
  action = "LIST_WORKFLOWS",
) => {
  const { status, body } = await world.send(action, {}, over);
  return [status, body.code ?? body.success];
};

describe("the fence", () => {
  it("lets nothing older than what it has seen pass, after a restart neither", async () => {
    expect(await code({ epoch: 3, seq: 10 })).toEqual([200, true]);
    expect(await code({ epoch: 3, seq: 10 })).toEqual([409, "replayed"]);
    expect(await code({ epoch: 3, seq: 9 })).toEqual([409, "replayed"]);
    expect(await code({ epoch: 2, seq: 11 })).toEqual([409, "stale_epoch"]);
    await world.restart();
    expect(await code({ epoch: 3, seq: 10 })).toEqual([409, "replayed"]);
    expect(await code({ epoch: 2, seq: 99 })).toEqual([409, "stale_epoch"]);
    expect(await code({ epoch: 4, seq: 1 })).toEqual([200, true]);
    expect(await code({ epoch: 3, seq: 11 })).toEqual([409, "stale_epoch"]);
  });

  it("stops a command that waits behind a freeze", async () => {
    const payload = deployment(workflow(schedule()));
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", payload);
    world.sidecar.simulator?.setFaults({ latencyMs: 150 });
    const first = world.send("ACTIVATE_WORKFLOW", { n8n_id, probe: null });
    await new Promise((done) => setTimeout(done, 40));
    const late = world.send("ACTIVATE_WORKFLOWS", { n8n_ids: [n8n_id] });
    await new Promise((done) => setTimeout(done, 40));
    const freeze = world.send("DEACTIVATE_ALL_WORKFLOWS", {}, { epoch: 2, seq: 1 });
    expect((await first).body.success).toBe(true);
    expect((await late).body.error.code).toBe("stale_epoch");
    expect((await freeze).body.result.deactivated).toEqual([n8n_id]);
    expect(world.sidecar.simulator?.state.workflows[0]?.active).toBe(false);
  });
});

describe("a repeated command", () => {
  it("gets its first result, sealed anew, at the same moment, and after a restart", async () => {
    const commandId = randomUUID();
    const payload = headerCredential("the value of it");
    const twice = await Promise.all([
      world.send("INJECT_CREDENTIAL", payload, { commandId }),
      world.send("INJECT_CREDENTIAL", payload, { commandId }),
    ]);
    const third = await world.send("INJECT_CREDENTIAL", payload, { commandId, seq: 1 });
    await world.restart();
    const fourth = await world.send("INJECT_CREDENTIAL", payload, { commandId, seq: 1 });
    expect(new Set([...twice, third, fourth].map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(world.sidecar.simulator?.state.credentials).toHaveLength(1);
  });

  it("gets its first refusal, too", async () => {
    const commandId = randomUUID();
    const first = await world.send("DEACTIVATE_WORKFLOW", { n8n_id: "AAAA" }, { commandId });
    const again = await world.send("DEACTIVATE_WORKFLOW", { n8n_id: "AAAA" }, { commandId });
    expect(again.body).toEqual(first.body);
    expect(first.body.error.code).toBe("not_found");
  });

  it("is another command when its payload is another", async () => {
    const commandId = randomUUID();
    await world.do("DEPLOY_WORKFLOW", deployment(workflow(schedule())), { commandId });
    const other = await world.send("DEPLOY_WORKFLOW", deployment(workflow(schedule())), { commandId });
    expect([other.status, other.body.code]).toEqual([409, "replayed"]);
    expect(world.sidecar.simulator?.state.workflows).toHaveLength(1);
  });

  it("runs again after a failure that may pass, but not in a new epoch", async () => {
    const fail = () =>
      world.sidecar.simulator?.setFaults({ rules: [{ match: "GET /api", fault: 503, after: 0 }] });
    const commandId = randomUUID();
    fail();
    const failed = await world.send("LIST_WORKFLOWS", {}, { commandId });
    // Which of the two depends on whether the sidecar's own look at its engine met the fault first.
    expect(["engine_unavailable", "engine_unready"]).toContain(failed.body.error.code);
    expect(failed.body.error.retryable).toBe(true);
    world.sidecar.simulator?.setFaults({});
    expect((await world.send("LIST_WORKFLOWS", {}, { commandId, seq: 1 })).body.success).toBe(true);
    fail();
    const late = randomUUID();
    await world.send("LIST_WORKFLOWS", {}, { commandId: late });
    world.sidecar.simulator?.setFaults({});
    expect(await code({ epoch: 5, seq: 1 })).toEqual([200, true]);
    expect(await code({ commandId: late, epoch: 1 })).toEqual([409, "stale_epoch"]);
  });
});

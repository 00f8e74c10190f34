import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployment, noOp, schedule, webhook, workflow } from "../testing/workflows.ts";
import { eventually, startWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ simulator: { publishMs: 20 } });
});
afterAll(() => world.stop());

const at = new Date().toISOString();
const report = (source: string, first: number, events: readonly Record<string, unknown>[]) =>
  fetch(world.sidecar.eventsUrl, {
    method: "POST",
    body: JSON.stringify({ source, first, events: events.map((e) => ({ at, ...e })) }),
  });
const of = (execution: string) => world.genesis.events.filter((e) => e.execution_id === execution);

describe("node events", () => {
  it("of a run reach Genesis signed and in order", async () => {
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", deployment(workflow(webhook(randomUUID()), noOp())));
    const payload = { n8n_id, run_token: "run-token-of-a-test-run" };
    const { execution_id } = await world.do("TRIGGER_TEST", payload);
    await eventually("the end of the run", () => of(execution_id).some((e) => e.event_type === "complete"));
    expect(of(execution_id).map((e) => [e.event_type, e.node_name])).toEqual([
      ["node_start", "Webhook"],
      ["node_complete", "Webhook"],
      ["node_start", "Done"],
      ["node_complete", "Done"],
      ["complete", undefined],
    ]);
    expect(world.genesis.forged).toEqual([]);
  });

  it("come once, whatever is repeated; of foreign workflows none; after an outage all", async () => {
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", deployment(workflow(schedule())));
    const source = randomUUID();
    const event = (node_name: string, workflow_id = n8n_id) => ({
      type: "node_complete",
      execution_id: "e-1",
      workflow_id,
      node_name,
      items: 2,
      secret: "an item's content",
    });
    world.genesis.failNext = { count: 2, status: 503 };
    await report(source, 1, [event("A"), event("B"), event("C", "FOREIGN")]);
    await report(source, 1, [event("A"), event("B"), event("C", "FOREIGN")]);
    await report(source, 3, [event("C", "FOREIGN"), event("D")]);
    await eventually("all of them", () => of("e-1").length >= 3);
    expect(of("e-1").map((e) => e.node_name)).toEqual(["A", "B", "D"]);
    const seqs = world.genesis.events.map((e) => e.seq);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    expect(JSON.stringify(world.genesis.events)).not.toContain("an item's content");
  });

  it("are kept over a restart while Genesis is away, and numbered on", async () => {
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", deployment(workflow(schedule())));
    const last = Math.max(...world.genesis.events.map((e) => e.seq));
    world.genesis.failNext = { count: 1000, status: 500 };
    await report(randomUUID(), 1, [
      { type: "node_start", execution_id: "e-2", workflow_id: n8n_id, node_name: "A" },
    ]);
    const restarted = world.restart();
    setTimeout(() => {
      world.genesis.failNext = { count: 0, status: 500 };
    }, 300);
    await restarted;
    await eventually("the event", () => of("e-2").length === 1);
    expect(of("e-2")[0]?.seq).toBeGreaterThan(last);
  });

  it("refuses what is no event", async () => {
    expect((await report("x", 1, [{ type: "nonsense" }])).status).toBe(400);
  });
});

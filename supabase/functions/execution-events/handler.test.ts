// Against the stack's PostgREST and PostgreSQL.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../_shared/auth/mod.ts";
import { createRequireSidecar } from "../_shared/auth/sidecar-signature.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { type RealStack, realStack, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { enrolmentToken, newSidecar, report, type TestSidecar } from "../fleet/testing.ts";
import { createExecutionEventsHandler } from "./handler.ts";

let real: RealStack;
let mine: TestWorkspace;
let sidecar: TestSidecar;
beforeAll(async () => {
  real = realStack();
  mine = await real.workspace();
  sidecar = await newSidecar();
  await enrol(mine.id);
});
afterAll(() => real?.close());

async function enrol(workspaceId: string): Promise<void> {
  const hash = sha256Hex(await enrolmentToken(real, workspaceId));
  const { sign_key, seal_key } = sidecar;
  await createMachineRpc(real.settings)("enrol", {
    p_token_hash: hash,
    p_sign_key: sign_key,
    p_seal_key: seal_key,
  });
}
const handler = () => {
  const rpc = createMachineRpc(real.settings);
  return createExecutionEventsHandler({ rpc, sidecar: createRequireSidecar(rpc), log: () => {} });
};
async function send(events: unknown, workspace_id = mine.id) {
  const response = await handler()(
    await report("execution-events", sidecar, { workspace_id, events } as Record<string, unknown>),
  );
  return { status: response.status, body: await response.json() };
}
const node = (execution_id: string, seq: number, over: Record<string, unknown> = {}) => ({
  execution_id,
  seq,
  event_type: "node_complete",
  node_name: "Send mail",
  node_type: "n8n-nodes-base.emailSend",
  data: { items: 1 },
  ...over,
});

describe("node events", () => {
  it("are stored once each, whatever is sent again", async () => {
    const id = randomUUID();
    expect(await send([node(id, 1), node(id, 2)])).toMatchObject({
      status: 200,
      body: { ok: true, stored: 2, deduped: 0 },
    });
    expect(
      (await send([node(id, 2), node(id, 3, { event_type: "complete", node_name: null })])).body,
    ).toEqual({
      ok: true,
      stored: 1,
      deduped: 1,
    });
    const rows = await real.sql`select seq, event_type, node_name, data from genesis.workflow_execution_events
      where execution_id = ${id} order by seq`;
    expect(rows.map((r) => [Number(r.seq), r.event_type, r.node_name])).toEqual([
      [1, "node_complete", "Send mail"],
      [2, "node_complete", "Send mail"],
      [3, "complete", null],
    ]);
    expect(rows[0]?.data).toEqual({ items: 1 });
  });

  it("that are bad are named, and cost the report none of its good ones", async () => {
    const id = randomUUID();
    const bad = [node(id, -1), "no event", node(id, 3, { event_type: "unheard" })];
    const { status, body } = await send([node(id, 1), ...bad]);
    expect([status, body.stored]).toEqual([200, 1]);
    expect(body.refused.map((f: { path: string }) => f.path)).toEqual([
      "events.1.seq",
      "events.2",
      "events.3.event_type",
    ]);
    expect(await send(bad)).toMatchObject({ status: 400, body: { code: "invalid_field" } });
    for (const none of [[], "x", Array.from({ length: 501 }, (_, n) => node(id, n))])
      expect((await send(none)).status).toBe(400);
  });

  it("of a frozen workspace are a 403, of one where another sidecar is enrolled a 401", async () => {
    const [frozen, other] = [await real.workspace(), await real.workspace()];
    await enrol(frozen.id);
    await real.freeze(frozen.id);
    expect(await send([node("f", 1)], frozen.id)).toMatchObject({ status: 403 });
    expect(await send([node("o", 1)], other.id)).toMatchObject({
      status: 401,
      body: { code: "invalid_sidecar_signature" },
    });
    expect(
      await real.sql`select 1 from genesis.workflow_execution_events where workspace_id in ${real.sql([frozen.id, other.id])}`,
    ).toHaveLength(0);
  });
});

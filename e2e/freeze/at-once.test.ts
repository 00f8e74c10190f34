// A freeze over HTTP: from its answer on not one request passes; of two that come at once, one wins.
import { describe, expect, it } from "vitest";
import { aCost, anEstimate, anEvent, tally, times } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";
import { createOperator, stageNames } from "./operator.ts";

const world = createWorld();
const operator = createOperator(world);
const CALLERS = 32;
const ROUNDS = 5;

interface Reply {
  /** Milliseconds: when the request was sent. */
  sent: number;
  status: number;
}

/** What n8n sends without a pause, from many callers at once; `stop` gives every reply. */
function startPosting(workspace: Workspace) {
  const replies: Reply[] = [];
  let stopped = false;
  const headers = { "x-webhook-token": workspace.token };
  const items: [string, () => object][] = [
    ["/events", () => anEvent()],
    ["/cost-events", () => aCost()],
    ["/cost-events/reserve", () => anEstimate()],
  ];
  const one = async (n: number): Promise<void> => {
    const caller = world.caller();
    const [path, item] = items[n % items.length] as (typeof items)[0];
    while (!stopped) {
      const sent = performance.now();
      const { status } = await caller.send(path, {
        headers,
        body: { workspace_id: workspace.id, ...item() },
      });
      replies.push({ sent, status });
    }
  };
  const all = Promise.all(times(CALLERS, one));
  return {
    replies,
    async stop() {
      stopped = true;
      await all;
      return replies;
    },
  };
}

describe("a freeze", { timeout: 60_000 }, () => {
  it(`W3 holds 0 requests later, in ${ROUNDS} rounds under ${CALLERS} callers`, async () => {
    let later = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const workspace = await world.workspace({ plan: "enterprise" });
      const posting = startPosting(workspace);
      while (posting.replies.length < 4 * CALLERS) await new Promise((done) => setTimeout(done, 5));
      const { status } = await operator.freeze(workspace);
      const answered = performance.now();
      expect(status).toBe(200);
      await new Promise((done) => setTimeout(done, 150));
      const replies = await posting.stop();
      const after = replies.filter(({ sent }) => sent > answered).map(({ status }) => ({ status }));
      expect(Object.keys(tally(replies))).toEqual(["200", "403"]);
      expect(Object.keys(tally(after)), "sent after the answer").toEqual(["403"]);
      later += after.length;
    }
    console.log(`W3: ${later} requests after the freezes' answers, 0 let in`);
  });

  it.each([2, 8])("twice at once: of %i one wins, the others are told 409", async (count) => {
    const workspace = await world.workspace();
    const frozen = await Promise.all(times(count, (n) => operator.freeze(workspace, `report ${n}`)));
    expect(tally(frozen)).toEqual({ 200: 1, 409: count - 1 });
    for (const { status, json } of frozen) if (status === 409) expect(json.code).toBe("already_frozen");
    const { epoch, stages } = await operator.show(workspace);
    expect([epoch, stages.filter(({ stage }) => stage === "requested").length]).toEqual([2, 1]);

    const opened = await Promise.all(times(count, () => operator.unfreeze(workspace)));
    expect(tally(opened)).toEqual({ 200: 1, 409: count - 1 });
    for (const { status, json } of opened) if (status === 409) expect(json.code).toBe("not_frozen");
    const last = await operator.show(workspace);
    expect([last.epoch, last.frozen, stageNames(last).at(-1)]).toEqual([3, false, "unfrozen"]);
    const audited = await world.sql`select action from public.governance_audit_log
      where workspace_id = ${workspace.id} and action in ('workspace_frozen', 'workspace_unfrozen') order by seq`;
    expect(audited.map(({ action }) => action)).toEqual(["workspace_frozen", "workspace_unfrozen"]);
  });

  it("W3 a workspace without a sidecar shows no stage as pending for long", async () => {
    const workspace = await world.workspace();
    await operator.freeze(workspace);
    const { stages } = await operator.until(workspace, ({ pending }) => pending.length === 0);
    expect(stages.slice(2).map(({ detail }) => detail.sidecar)).toEqual(["none", "none", "none"]);
  });
});

// A freeze during each step of an ignition: the run turns round and leaves nothing, and nothing is switched on after
// the freeze's commit.
// (One file, because a stack of its own takes longer than its tests.)
import { describe, expect, it } from "vitest";
import type { Passing } from "../ignition/fleet.ts";
import { createScene, NOTHING } from "../ignition/scene.ts";
import type { Workspace } from "../support/world.ts";
import { createLive } from "./live.ts";
import { ALL_STAGES, createOperator, isVerified, stageNames } from "./operator.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { sql } = world;
const operator = createOperator(world);
const { minutesLater } = createLive(scene);

/** Where a freeze strikes: while this is on its way to the sidecar, or its answer on the way back. */
const ON_THE_WAY: [step: string, what: string, nth: number][] = [
  ["handshake_pending", "health", 1],
  ["handshake_pending", "challenge", 1],
  ["credentials_injecting", "INJECT_CREDENTIAL", 1],
  ["credentials_injecting", "INJECT_CREDENTIAL", 4],
  ["workflows_deploying", "DEPLOY_WORKFLOW", 1],
  ["workflows_deploying", "DEPLOY_WORKFLOW", 7],
  ["activating", "ACTIVATE_WORKFLOW", 1],
  ["activating", "ACTIVATE_WORKFLOW", 7],
];
const STRIKES = ON_THE_WAY.flatMap(([step, what, nth]) =>
  (["before", "after"] as const).map((when) => ({ step, what, nth, when })),
);

/** What the sidecar was told, in order, with the mark of the freeze. */
function listen(workspace: Workspace, strike: (typeof STRIKES)[0]) {
  const told: string[] = [];
  let count = 0;
  fleet.judge = async ({ workspaceId, what, when }: Passing) => {
    if (workspaceId !== workspace.id) return undefined;
    if (when === "after") told.push(what);
    if (what !== strike.what || when !== strike.when || ++count !== strike.nth) return undefined;
    expect((await operator.freeze(workspace)).status).toBe(200);
    told.push("FROZEN");
    return undefined;
  };
  return told;
}

async function expectNothing(workspace: Workspace): Promise<void> {
  const again = async (): Promise<void> => {
    await scene.nudge(workspace);
    await minutesLater(workspace);
  };
  const ended = await operator.until(
    workspace,
    (s) => s.ignition?.status === "failed" && isVerified(s),
    again,
  );
  const [run] = await sql`select error_message, rollback_success from genesis.ignition_state
    where workspace_id = ${workspace.id}`;
  expect(run).toEqual({ error_message: "Cancelled", rollback_success: true });
  expect(await scene.inventory(workspace)).toEqual(NOTHING);
  expect(stageNames(ended)).toEqual(ALL_STAGES);
  expect(ended.would_start).toEqual([]);
  const left = ended.commands.filter(({ status }) => !["done", "void"].includes(status));
  expect(left).toEqual([]);
}

describe("a freeze while a workspace ignites", { timeout: 120_000 }, () => {
  it.each(STRIKES)("I/W3 at $step, $when $what $nth", async (strike) => {
    const workspace = await scene.ready();
    const told = listen(workspace, strike);
    await scene.launch(workspace);
    for (const end = Date.now() + 30_000; !told.includes("FROZEN") && Date.now() < end; )
      await new Promise((done) => setTimeout(done, 20));
    expect(told).toContain("FROZEN");
    await expectNothing(workspace);
    fleet.judge = () => undefined;
    // What was on its way when the freeze came may arrive; nothing else may that adds or starts.
    const after = told.slice(told.indexOf("FROZEN") + 1);
    const adding = after.filter((what) => /^(INJECT|DEPLOY|ACTIVATE)/.test(what));
    expect(adding).toEqual(strike.when === "before" && /^[A-Z]/.test(strike.what) ? [strike.what] : []);
  });

  it.each(["pending", "partition_creating", "droplet_provisioning"])(
    "I/W3 at %s, before any sidecar is asked",
    async (step) => {
      const workspace = await scene.ready();
      const [{ id }] = [workspace];
      // The step's message is held back, as by a function that is busy elsewhere.
      await sql.begin(async (tx) => {
        await tx`select genesis.ignition_start(${id}::uuid, ${workspace.owner})`;
        await tx`update genesis.ignition_state set status = ${step},
          step = ${step === "pending" ? "partition_creating" : step} where workspace_id = ${id}`;
        await tx`update pgmq.q_ignition set message = jsonb_set(message, '{step}',
          to_jsonb(${step === "pending" ? "partition_creating" : step}::text)) where message ->> 'workspace_id' = ${id}`;
        await tx`select genesis.workspace_freeze(${id}::uuid, 'user_root', 'a test')`;
      });
      await scene.nudge(workspace);
      await expectNothing(workspace);
    },
  );
});

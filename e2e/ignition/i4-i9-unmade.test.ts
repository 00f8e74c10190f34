// I4, I5, I9 and bad input over the real parts: what fails for a moment is tried again, what fails for good or is
// cancelled leaves nothing behind but what people had stored.
import { describe, expect, it } from "vitest";
import type { Workspace } from "../support/world.ts";
import type { Passing } from "./fleet.ts";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;

/** Each workspace has its own trouble, so that their runs may go side by side. */
const troubles = new Map<string, (passing: Passing) => ReturnType<typeof fleet.judge>>();
fleet.judge = (passing) => troubles.get(passing.workspaceId)?.(passing);

async function launched(trouble?: (passing: Passing) => ReturnType<typeof fleet.judge>): Promise<Workspace> {
  const workspace = await scene.workspace();
  await fleet.start(workspace);
  if (trouble) troubles.set(workspace.id, trouble);
  await scene.launch(workspace);
  return workspace;
}

async function expectUnmade(workspace: Workspace, error: string | RegExp) {
  const state = await scene.ended(workspace, 60_000);
  expect(state, String(state.error_message)).toMatchObject({ status: "failed", rollback_success: true });
  expect(state.error_message).toMatch(error);
  expect(await scene.inventory(workspace)).toEqual(NOTHING);
}

const cancel = (id: string) => world.sql`select genesis.ignition_cancel(${id}::uuid, 'user_root')`;

describe("trouble on the way", { timeout: 90_000 }, () => {
  it("I4 what fails for a moment, before or after its effect, is tried again and made once", async () => {
    const struck = new Set<string>();
    const workspace = await launched(({ what, when }) => {
      const key = `${what} ${when}`;
      if (struck.has(key)) return undefined;
      struck.add(key);
      return when === "before" ? 503 : "drop";
    });
    expect(await scene.ended(workspace, 60_000)).toMatchObject({ status: "active" });
    expect(struck.size).toBe(12);
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
  });

  it("I4 what fails for good is unmade", async () => {
    const steps = ["INJECT_CREDENTIAL", "DEPLOY_WORKFLOW", "ACTIVATE_WORKFLOW"];
    const workspaces = await Promise.all(
      steps.map((step) => {
        let count = 0;
        return launched(({ what, when }) =>
          what === step && when === "before" && ++count === 3 ? 400 : undefined,
        );
      }),
    );
    for (const [n, workspace] of workspaces.entries())
      await expectUnmade(workspace, `${steps[n]}: the sidecar answered 400`);
  });

  it("I9 cancelled by another process at each kind of call of the sidecar, it is rolled back clean; then it may be launched again", async () => {
    const calls = [
      ...["health", "challenge", "INJECT_CREDENTIAL", "TEST_CREDENTIAL"],
      ...["DEPLOY_WORKFLOW", "ACTIVATE_WORKFLOW"],
    ];
    const workspaces = await Promise.all(
      calls.map((call) =>
        launched(async ({ what, workspaceId }) => {
          if (what === call) await cancel(workspaceId);
          return undefined;
        }),
      ),
    );
    for (const workspace of workspaces) await expectUnmade(workspace, "Cancelled");
    for (const again of [workspaces.at(0), workspaces.at(-1)] as Workspace[]) {
      troubles.delete(again.id);
      expect(await scene.launch(again)).toMatchObject({ status: 202 });
      expect(await scene.ended(again)).toMatchObject({ status: "active" });
      expect(await scene.inventory(again)).toEqual(ONE_SET);
    }
  });

  it("I5 waits for a sidecar that starts late, and names one that never comes", async () => {
    const [late, never] = [await scene.workspace(), await scene.workspace()];
    await Promise.all([scene.launch(late), scene.launch(never)]);
    await new Promise((done) => setTimeout(done, 4_000));
    await fleet.start(late);
    expect(await scene.ended(late)).toMatchObject({ status: "active" });
    const attempts = await world.sql`select attempt, result from genesis.ignition_operations
      where workspace_id = ${late.id} and operation = 'handshake_pending'`;
    expect(
      attempts.map((a) => a.attempt),
      "polling costs no attempt",
    ).toEqual([1]);
    await expectUnmade(never, /The sidecar at .* was not ready in time: it does not answer/);
  });

  it("refuses another workspace's sidecar, and tells a key that the provider refuses", async () => {
    const [strange, owner] = [await scene.workspace(), await scene.workspace()];
    await fleet.start(strange, owner);
    await scene.launch(strange);
    await expectUnmade(strange, "belongs to another workspace");

    const wrong = await scene.workspace({ openAiKey: "sk-wrong-key-of-a-test" });
    const sidecar = await fleet.start(wrong);
    sidecar.simulator?.setFaults({ badSecrets: ["sk-wrong-key-of-a-test"] });
    await scene.launch(wrong);
    await expectUnmade(wrong, "The provider refuses the stored credential 'openai_api'");
  });
});

// W3 on the simulator: everything off, stopped and looked after, stage by stage; the functions' process killed in the
// middle. (The sidecar's process: w3-process.test.ts.)
import { beforeAll, describe, expect, it } from "vitest";
import { createScene } from "../ignition/scene.ts";
import type { Workspace } from "../support/world.ts";
import { on, running } from "./engine.ts";
import { createLive, EXECUTIONS, WORKFLOWS } from "./live.ts";
import { ALL_STAGES, createOperator, isVerified, stageNames } from "./operator.ts";

const scene = await createScene();
const { fleet, world } = scene;
const operator = createOperator(world);
const { workspace: active, minutesLater } = createLive(scene);

async function expectStopped(workspace: Workspace, each?: () => Promise<unknown>): Promise<void> {
  const status = await operator.until(workspace, isVerified, each);
  expect(stageNames(status)).toEqual(ALL_STAGES);
  const times = status.stages.map(({ at }) => Date.parse(at));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(status.stages.at(-1)?.detail).toMatchObject({ workflows: WORKFLOWS, active: 0, executions: 0 });
  expect(on(fleet, workspace)).toEqual([]);
  expect(running(fleet, workspace)).toBe(0);
  const starts = status.would_start.flatMap(({ workflows }) => workflows);
  expect(starts, "what was on is known, whatever happened on the way").toHaveLength(WORKFLOWS);
}

describe("W3 a freeze with n8n running", { timeout: 120_000 }, () => {
  beforeAll(() => {
    fleet.judge = () => undefined;
  });

  it("W3 all workflows off, executions stopped, each stage with its time", async () => {
    const workspace = await active();
    const begun = Date.now();
    expect((await operator.freeze(workspace)).json.pending).toEqual(ALL_STAGES.slice(2));
    await expectStopped(workspace);
    const { stages } = await operator.show(workspace);
    expect(stages.map(({ detail }) => detail)).toEqual([
      { by: "user_root", trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
      {},
      { workflows: WORKFLOWS, were_active: WORKFLOWS },
      { stopped: EXECUTIONS },
      { workflows: WORKFLOWS, active: 0, executions: 0 },
    ]);
    console.log(`W3 on the simulator: verified ${Date.now() - begun} ms after the request`);
  });

  it.each(["LIST_WORKFLOWS", "DEACTIVATE_ALL_WORKFLOWS", "STOP_EXECUTIONS"])(
    "W3 the functions' process is killed before and after %s: the next one goes on",
    async (action) => {
      const workspace = await active();
      const moments = ["before", "after"];
      let isDead = false;
      fleet.judge = async ({ workspaceId, what, when }) => {
        if (workspaceId !== workspace.id) return undefined;
        if (isDead) return "drop";
        if (what !== action || when !== moments[0]) return undefined;
        moments.shift();
        isDead = true;
        await world.stack.control("functions/kill");
        return "drop";
      };
      await operator.freeze(workspace);
      for (let kills = 1; kills <= 2; kills++) {
        await operator.until(
          workspace,
          () => isDead,
          () => minutesLater(workspace),
        );
        expect(moments).toHaveLength(2 - kills);
        await new Promise((done) => setTimeout(done, 300)); // the dead process's last words
        isDead = false;
        await minutesLater(workspace);
      }
      // A call of pg_net's that met no process is lost.
      await expectStopped(workspace, () => minutesLater(workspace));
    },
  );
});

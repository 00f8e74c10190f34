// Processes that sleep over their message, are followed by another, and wake when the run has gone on or is over: they
// change nothing any more.
import { describe, expect, it } from "vitest";
import { createLoop } from "../../supabase/functions/ignition-step/loop.ts";
import type { Ports } from "../../supabase/functions/ignition-step/ports.ts";
import type { Workspace } from "../support/world.ts";
import { createOwnPorts } from "./own-process.ts";
import { createScene, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { sql } = world;
const ports = await createOwnPorts(scene);

/** A process that sleeps before one call of a port, until it is woken; what came of its messages, and when it was overtaken. */
function sleeper(wrap: (ports: Ports, sleep: () => Promise<void>) => Partial<Ports>) {
  let [fallAsleep, wake] = [() => {}, () => {}];
  const asleep = new Promise<void>((done) => {
    fallAsleep = done;
  });
  const woken = new Promise<void>((done) => {
    wake = done;
  });
  const sleep = async () => {
    fallAsleep();
    await woken;
  };
  const outcomes: string[] = [];
  let say = () => {};
  const said = new Promise<void>((done) => {
    say = done;
  });
  const loop = createLoop({ ...ports, ...wrap(ports, sleep) }, ({ outcome }) => {
    outcomes.push(outcome);
    if (outcome === "overtaken") say();
  });
  return { asleep, wake, said, outcomes, loop };
}

const awake = createLoop(ports, () => {});
/** The minute for which a message is one process's own is over. */
const comesAgain = ({ id }: Workspace) =>
  sql`update pgmq.q_ignition set vt = now() where message ->> 'workspace_id' = ${id}`;
const stand = async (workspace: Workspace) => ({
  ...(await scene.inventory(workspace)),
  leads: (await sql`select count(*)::int as n from genesis.leads where workspace_id = ${workspace.id}`)[0]?.n,
  operations:
    await sql`select operation, attempt, status from genesis.ignition_operations where workspace_id = ${workspace.id} order by id`,
  state: (await sql`select status from genesis.ignition_state where workspace_id = ${workspace.id}`)[0]
    ?.status,
});

describe("a process that slept over its message", { timeout: 120_000 }, () => {
  it.each(["before it stored the token", "before it stored the token, woken in the same step"])(
    "%s",
    async (when) => {
      const workspace = await scene.ready();
      const slow = sleeper(({ secrets }, sleep) => ({
        secrets: {
          ...secrets,
          put: async (...args) => {
            await sleep();
            await secrets.put(...args);
          },
        },
      }));
      await scene.launch(workspace);
      const running = slow.loop();
      await slow.asleep;
      await comesAgain(workspace);
      let isWoken = !when.includes("same step");
      fleet.judge = async ({ workspaceId, what, when: at }) => {
        if (isWoken || workspaceId !== workspace.id || what !== "INJECT_CREDENTIAL" || at === "before")
          return undefined;
        isWoken = true;
        slow.wake();
        await slow.said;
        return undefined;
      };
      expect(await scene.ended(workspace, 60_000, awake)).toMatchObject({ status: "active" });
      expect(isWoken).toBe(true);
      const before = await stand(workspace);
      expect(before).toMatchObject(ONE_SET);
      slow.wake();
      await running;
      expect(await stand(workspace)).toEqual(before);
      expect(slow.outcomes).toContain("overtaken");
    },
  );

  it("before it dropped the partition of a run that was unmade", async () => {
    const workspace = await scene.ready();
    let isBroken = true;
    fleet.judge = ({ workspaceId, what, when }) =>
      isBroken && workspaceId === workspace.id && what === "ACTIVATE_WORKFLOW" && when === "before"
        ? 400
        : undefined;
    const slow = sleeper(({ db }, sleep) => ({
      db: {
        ...db,
        partitionDrop: async (message) => {
          await sleep();
          return db.partitionDrop(message);
        },
      },
    }));
    await scene.launch(workspace);
    const running = slow.loop();
    await slow.asleep;
    await comesAgain(workspace);
    expect(await scene.ended(workspace, 60_000, awake)).toMatchObject({
      status: "failed",
      rollback_success: true,
    });
    isBroken = false;
    await scene.launch(workspace);
    expect(await scene.ended(workspace, 60_000, awake)).toMatchObject({ status: "active" });
    const lead = {
      p_workspace_id: workspace.id,
      p_campaign_id: null,
      p_rows: [{ email: "lead@prospects.test" }],
      p_file_name: "leads.csv",
      p_source: "a fair",
      p_lawful_basis: "consent",
    };
    expect((await world.asUser(workspace.owner).rpc("leads_import", lead)).error).toBeNull();
    const before = await stand(workspace);
    expect(before).toMatchObject({ ...ONE_SET, leads: 1, state: "active" });
    slow.wake();
    await running;
    expect(await stand(workspace)).toEqual(before);
    expect(slow.outcomes).toContain("overtaken");
  });

  it("gets no ticket for a command to the sidecar", async () => {
    const workspace = await scene.ready();
    await scene.launch(workspace);
    const { messages } = await ports.db.claim();
    const [message] = messages;
    if (message?.workspace_id !== workspace.id) throw new Error("another's message");
    await comesAgain(workspace);
    expect(await scene.ended(workspace, 60_000, awake)).toMatchObject({ status: "active" });
    const { sidecar_url: url = "" } =
      (
        await sql`select sidecar_url from genesis.partition_registry where workspace_id = ${workspace.id}`
      )[0] ?? {};
    const told = ports
      .sidecarFor(message)
      .command({ workspaceId: workspace.id, url, sealKey: null }, "LIST_WORKFLOWS", {});
    await expect(told).rejects.toMatchObject({ name: "RetryableError", code: "not_running" });
  });
});

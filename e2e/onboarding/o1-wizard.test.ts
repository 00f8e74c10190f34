// O1 and O2 over HTTP: from sign-up to active, and a new browser that finds what was entered. (The page itself: e2e/web.)
import { beforeAll, describe, expect, it } from "vitest";
import { ownStack } from "../../cli/testing.ts";
import { sleep } from "../../stack/errors.ts";
import { testStack } from "../../stack/testing.ts";
import type { LaunchStatus } from "../../supabase/functions/_shared/contracts/launch.ts";
import { createWalk, STAGES } from "./walk.ts";

// With sidecars of its own: the stack that the other tests share has none.
const { info } = await ownStack("simulator");
const walk = createWalk(testStack(info));
let id = "";
beforeAll(async () => {
  id = await walk.signUp();
});

describe("O1 from sign-up to active", () => {
  it.each(STAGES)("O1 %s (%s)", async (_stage, path, body) => {
    const answer = await walk.send(id, "POST", `/onboarding${path}`, body);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.text).not.toMatch(/the-password-of-a-mailbox|sk-the-key-of-a-test/);
  });

  it("O2 a new browser finds every stage as it was", async () => {
    const { stages, brand, email } = await walk.progress(id);
    expect(stages).toEqual({
      brand: "done",
      email: "done",
      credentials: "done",
      infrastructure: "done",
      calendly: "skipped",
      dns: "skipped",
      tracking: "skipped",
      research: "skipped",
    });
    expect([brand?.company_name, email?.sender_email]).toEqual(["Wizard", "me@wizard.test"]);
  });

  it("O1 plan, launch, active: what the plan named is what was made", async () => {
    const plan = await walk.plan(id);
    expect(plan).toMatchObject({ ready: true, missing: [], unresolved: [] });
    const begun = await walk.send(id, "POST", "/launch");
    expect(begun.status, begun.text).toBe(202);
    let status = begun.json.state as LaunchStatus;
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(300)) {
      status = await walk.status(id);
      if (status.state?.completed_at) break;
    }
    expect(status.state, JSON.stringify(status)).toMatchObject({ status: "active", error_message: null });
    expect(status.operations.map((o) => o.status)).not.toContain("failed");

    const made = await walk.world
      .sql`select logical_id from genesis.workflow_map where workspace_id = ${id} and kind = 'workflow' order by 1`;
    expect(made.map((row) => row.logical_id)).toEqual(plan.makes.workflows.map((w) => w.slug));
    const [partition] = await walk.world
      .sql`select partition_name from genesis.partition_registry where workspace_id = ${id}`;
    expect(partition?.partition_name).toBe(plan.makes.partition);
    expect(await walk.send(id, "POST", "/launch")).toMatchObject({
      status: 200,
      json: { success: true, already_active: true },
    });
    expect((await walk.send(id, "POST", "/launch/cancel")).status).toBe(409);
    const today = new Date().toISOString().slice(0, 10);
    const dashboard = await walk.world
      .asUser(walk.user)
      .rpc("dashboard_aggregate", { p_workspace_id: id, p_from_day: today, p_to_day: today });
    expect(dashboard.error).toBeNull();
  }, 90_000);
});

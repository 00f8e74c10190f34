// Who may, and the start. Long: the routes have one life of a run in common. The launches made here are cancelled: what their steps do is tested with ignition.
import { beforeAll, describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { ask, complete, launch, real, rpcAs } from "./testing.ts";

let ready: TestWorkspace;
beforeAll(async () => {
  ready = await real.workspace();
  await complete(ready);
});

describe("who may", () => {
  it("a viewer sees plan and status; launch, retry and cancel are an admin's; 401, strangers and frozen 403", async () => {
    const viewer = `user_viewer_${ready.slug}`;
    await real.sql`insert into public.user_workspaces (workspace_id, user_id, role) values (${ready.id}, ${viewer}, 'viewer')`;
    const [stranger, frozen] = [await real.workspace(), await real.workspace()];
    await real.freeze(frozen.id);
    const away = launch({ SUPABASE_URL: "http://127.0.0.1:1" });
    for (const [method, path] of [
      ["GET", "/plan"],
      ["GET", "/status"],
      ["POST", ""],
      ["POST", "/retry"],
      ["POST", "/cancel"],
    ] as const) {
      const what = `${method} ${path}`;
      expect((await ask(method, path, ready, viewer)).status, what).toBe(method === "GET" ? 200 : 403);
      expect((await ask(method, path, ready, null)).status, what).toBe(401);
      expect((await ask(method, path, ready, stranger.owner)).body.code, what).toBe("forbidden");
      expect((await ask(method, path, frozen, frozen.owner)).body.code, what).toBe("workspace_frozen");
      expect((await ask(method, path, ready, ready.owner, away)).body.code, what).toBe(
        "database_unavailable",
      );
    }
    expect((await ask("GET", "/status", ready, ready.owner)).body).toEqual({
      state: null,
      operations: [],
      deployed: null,
    });
  });
});

describe("POST /launch", () => {
  it("422 with the list while something is missing, also past the plan, and nothing has begun", async () => {
    const w = await real.workspace();
    await complete(w, ["imap"]);
    const refused = await ask("POST", "", w, w.owner);
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: "not_ready",
        error: "Missing IMAP account — complete the Credentials stage",
        missing: [{ stage: "credentials", field: "imap" }],
      },
    });
    // The database judges in the transaction of the start, whoever asks it.
    const { data } = await rpcAs(w.owner).rpc("launch", { p_workspace_id: w.id });
    expect(data).toMatchObject({
      status: 422,
      code: "not_ready",
      missing: [{ stage: "credentials", field: "imap" }],
    });
    expect((await ask("GET", "/status", w, w.owner)).body.state).toBeNull();
    expect(await ask("POST", "/retry", w, w.owner)).toMatchObject({
      status: 409,
      body: { code: "not_failed" },
    });
    expect(await ask("POST", "/cancel", w, w.owner)).toMatchObject({
      status: 409,
      body: { code: "not_running" },
    });
  });

  it("202 once, however many click: the others get 409; cancelled and failed it is retried", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask("POST", "", ready, ready.owner)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409, 409]);
    const begun = answers.find(({ status }) => status === 202)?.body;
    expect(begun).toMatchObject({ success: true, state: { state: { status: "pending", total_steps: 6 } } });
    expect(Object.keys(begun.state.state), "no address of a server").not.toContain("droplet_ip");
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      error: "Ignition already in progress",
      code: "ignition_in_progress",
      run_id: begun.state.state.run_id,
    });
    expect((await ask("POST", "/retry", ready, ready.owner)).body.code).toBe("not_failed");

    // As a rollback leaves it: nothing here waits for the steps.
    const run = begun.state.state.run_id;
    await real.sql`delete from pgmq.q_ignition where message ->> 'workspace_id' = ${ready.id}`;
    await real.sql`update genesis.ignition_state set status = 'failed', step = null, error_message = 'a test', completed_at = now(),
      rollback_started_at = now(), rollback_completed_at = now(), rollback_success = true where workspace_id = ${ready.id}`;
    const again = await ask("POST", "/retry", ready, ready.owner);
    expect(again.status, JSON.stringify(again.body)).toBe(202);
    expect(again.body.state.state.run_id).not.toBe(run);
    expect((await ask("POST", "/cancel", ready, ready.owner)).status).toBe(202);
    expect((await ask("GET", "/status", ready, ready.owner)).body.state).toMatchObject({
      cancel_requested_at: expect.any(String),
    });
  });

  it("an active workspace answers that it is, whatever is missing for the next launch", async () => {
    const w = await real.workspace();
    await real.sql`insert into genesis.ignition_state (workspace_id, run_id, trace_id, status, current_step, requested_by, completed_at)
      values (${w.id}, gen_random_uuid(), 't', 'active', 6, 'test', now())`;
    expect(await ask("POST", "", w, w.owner)).toEqual({
      status: 200,
      body: { success: true, already_active: true },
    });
  });
});

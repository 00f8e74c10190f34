// GET and POST /onboarding/webhook-token: a new token that nobody sees, sealed in the vault and valid in the database.
import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { ask, lines, member, onboarding, real } from "./testing.ts";

const handler = onboarding();
const PATH = "/webhook-token";
const vault = createCredentials(createMachineRpc(real.settings), createVault(readMasterKeys(real.settings)));

async function inVault({ id }: TestWorkspace): Promise<string | undefined> {
  const stored = await vault.list(id, ["webhook"]);
  expect(stored.length).toBeLessThanOrEqual(1);
  return stored[0] && (await vault.open<{ token: string }>(id, stored[0])).token;
}

async function valid({ id }: TestWorkspace): Promise<string> {
  const [row] =
    await real.sql`select encode(webhook_token_hash, 'hex') as hash from private.workspace_secrets where workspace_id = ${id}`;
  return row?.hash as string;
}

const withServer: string[] = [];
// Jobs go through the registry: what is only said to be there is taken out again.
afterAll(async () => {
  await real.sql`delete from genesis.partition_registry where workspace_id = any(${withServer})`;
});

/** As after a launch: n8n has a credential with the token, and a sidecar that does not answer just now. */
async function launched(): Promise<TestWorkspace> {
  const workspace = await real.workspace();
  await real.sql`insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by, status, started_at, completed_at)
    values (${workspace.id}, gen_random_uuid(), 't', ${workspace.owner}, 'active', now() - interval '1 h', now() - interval '1 h')`;
  await real.sql`insert into genesis.workflow_map (workspace_id, kind, logical_id, n8n_id, state)
    values (${workspace.id}, 'credential', 'webhook', 'c-1', 'made')`;
  await real.sql`insert into genesis.partition_registry (workspace_id, partition_name, sidecar_url)
    values (${workspace.id}, ${`leads_p_${workspace.slug.replaceAll("-", "_")}`}, 'http://127.0.0.1:1')`;
  withServer.push(workspace.id);
  return workspace;
}

describe("a rotation", () => {
  it("seals a new token, makes it valid, and tells nobody: not the answer, not the log", async () => {
    const workspace = await real.workspace();
    const answers = [];
    const seen = new Set<string>();
    for (let n = 0; n < 2; n++) {
      answers.push(await ask(handler, "POST", PATH, workspace, workspace.owner));
      const token = (await inVault(workspace)) ?? "";
      expect(token).toMatch(/^[0-9a-f]{64}$/);
      expect(sha256Hex(token), "the vault has the valid one").toBe(await valid(workspace));
      seen.add(token);
    }
    expect(seen.size, "also where the vault has a row already").toBe(2);
    answers.push(await ask(handler, "GET", PATH, workspace, workspace.owner));
    expect(answers.slice(0, 2).map(({ status, body }) => ({ status, ...body }))).toEqual(
      Array(2).fill({ status: 200, success: true, handing: "no_server", again: false }),
    );
    const said = JSON.stringify([answers.map(({ body }) => body), lines]);
    for (const token of seen) for (const part of [token, sha256Hex(token)]) expect(said).not.toContain(part);
  });

  it("at once from two admins: one is done, the other is told to wait, and n8n's own stays valid", async () => {
    const workspace = await launched();
    const admin = await member(workspace, "admin");
    const answers = await Promise.all(
      [workspace.owner, admin, admin, workspace.owner].map((who) =>
        ask(handler, "POST", PATH, workspace, who),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    for (const { status, body } of answers)
      expect(body).toMatchObject(status === 200 ? { handing: "waiting" } : { code: "rotation_pending" });
    const [row] = await real.sql`select encode(previous_hash, 'hex') as previous,
      (select count(*)::int from genesis.commands where workspace_id = ${workspace.id}) as commands
      from private.workspace_secrets where workspace_id = ${workspace.id}`;
    expect(row).toEqual({ previous: sha256Hex(workspace.token), commands: 1 });
    expect(sha256Hex((await inVault(workspace)) ?? "")).toBe(await valid(workspace));
  });

  it("says how it stands, and by whom, to a viewer", async () => {
    const workspace = await launched();
    const viewer = await member(workspace, "viewer");
    await real.sql`insert into public.users (user_id, name) values (${workspace.owner}, 'Olga Owner')`;
    const state = async () => (await ask(handler, "GET", PATH, workspace, viewer)).body;
    expect(await state()).toMatchObject({ handing: "done", issued_by: null, previous_until: null });
    await ask(handler, "POST", PATH, workspace, workspace.owner);
    expect(await state()).toMatchObject({ handing: "waiting", issued_by: "Olga Owner" });
    const until = Date.parse(String((await state()).previous_until)) - Date.now();
    expect(until / 3600_000).toBeGreaterThan(23.9);
  });
});

describe("what keeps a rotation from beginning", () => {
  it("there is no token yet; a launch is under way; the legacy workspace", async () => {
    const [none, launching] = [await real.workspace(), await real.workspace()];
    await real.sql`update private.workspace_secrets set webhook_token_hash = null where workspace_id = ${none.id}`;
    await real.sql`insert into genesis.ignition_state (workspace_id, run_id, trace_id, requested_by, status)
      values (${launching.id}, gen_random_uuid(), 't', ${launching.owner}, 'workflows_deploying')`;
    const owner = `user_of_${none.slug}`;
    const [legacy] = await real.sql`insert into public.user_workspaces (workspace_id, user_id, role)
      select id, ${owner}, 'owner' from public.workspaces where is_legacy returning workspace_id as id, user_id as owner`;
    for (const [workspace, code] of [
      [none, "no_webhook_token"],
      [launching, "ignition_in_progress"],
      [legacy as TestWorkspace, "legacy_workspace"],
    ] as const) {
      const answer = await ask(handler, "POST", PATH, workspace, workspace.owner);
      expect(answer).toMatchObject({ status: 409, body: { code } });
    }
    await real.sql`delete from public.user_workspaces where user_id = ${owner}`;
    expect(await inVault(none)).toBeUndefined();
  });

  it("the master key is not the one that seals: 503, and the token stays", async () => {
    const workspace = await launched();
    const wrong = onboarding({ ENCRYPTION_MASTER_KEY: randomBytes(32).toString("hex") });
    const answer = await ask(wrong, "POST", PATH, workspace, workspace.owner);
    expect(answer).toMatchObject({ status: 503, body: { code: "not_configured" } });
    expect(await valid(workspace)).toBe(sha256Hex(workspace.token));
  });
});

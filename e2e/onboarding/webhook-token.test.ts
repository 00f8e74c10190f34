// A new webhook token of a live workspace, from the admin's request to n8n, while events keep coming in.
// (One file, because a stack of its own takes longer than its tests.)
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { TokenState } from "../../supabase/functions/_shared/contracts/webhook-token.ts";
import { tokenOf } from "../freeze/engine.ts";
import { createLive } from "../freeze/live.ts";
import { createScene } from "../ignition/scene.ts";
import { anEvent } from "../support/items.ts";
import { foundInLogs } from "../support/secrets.ts";
import { newToken, type Workspace } from "../support/world.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { workspace: live } = createLive(scene);
const { sql } = world;
const caller = world.caller();

const bearer = async (who: string) => ({ authorization: `Bearer ${await world.stack.sessionToken(who)}` });
const rotate = async ({ id }: Pick<Workspace, "id">, who: string | null) =>
  caller.send("/onboarding/webhook-token", {
    headers: who ? await bearer(who) : {},
    body: { workspace_id: id },
  });
const state = async ({ id, owner }: Workspace): Promise<TokenState> =>
  (await caller.send(`/onboarding/webhook-token?workspace_id=${id}`, { headers: await bearer(owner) }))
    .json as unknown as TokenState;
const inN8n = (workspace: Workspace): string => String(tokenOf(fleet, workspace));
const event = async (workspace: Workspace, token: string): Promise<number> =>
  (await world.post("/events", workspace, anEvent(), token)).status;

/** What waits for a retry is due now. */
const due = ({ id }: Workspace): Promise<unknown> =>
  sql.begin(async (tx) => {
    await tx`update genesis.commands set next_at = now() where workspace_id = ${id} and status = 'open'`;
    await tx`update pgmq.q_commands set vt = now() where message ->> 'workspace_id' = ${id}`;
    await tx`select private.kick('commands')`;
  });

const reaches = (workspace: Workspace, handing: TokenState["handing"]) =>
  expect.poll(async () => (await state(workspace)).handing, { timeout: 20_000, interval: 100 }).toBe(handing);

describe("a rotation of the webhook token", { timeout: 120_000 }, () => {
  it("loses no event that is posted meanwhile with the token that n8n has; nobody else learns the new one", async () => {
    const workspace = await live();
    const old = inN8n(workspace);
    const posted: Promise<number>[] = [];
    const post = () => posted.push(event(workspace, inN8n(workspace)), event(workspace, old));
    for (let n = 0; n < 10; n++) post();
    const answer = await rotate(workspace, workspace.owner);
    expect(answer).toMatchObject({ status: 200, json: { success: true, handing: "waiting", again: false } });
    for (const end = Date.now() + 20_000; (await state(workspace)).handing !== "done"; post())
      if (Date.now() > end) throw new Error("never done");
    for (let n = 0; n < 10; n++) post();
    expect(new Set(await Promise.all(posted))).toEqual(new Set([200]));
    expect(await world.count("public.email_events", workspace)).toBe(posted.length);

    const fresh = inN8n(workspace);
    expect(fresh).toMatch(/^[0-9a-f]{64}$/);
    expect(fresh).not.toBe(old);
    const known = await state(workspace);
    expect(Date.parse(known.handed_at ?? "")).toBeGreaterThanOrEqual(Date.parse(known.asked_at ?? ""));
    expect(answer.text + JSON.stringify(known)).not.toContain(fresh);
    expect(foundInLogs(world.stack.home.logs, { fresh, old })).toEqual([]);

    // The overlap is over.
    await sql`update private.workspace_secrets set previous_until = now() where workspace_id = ${workspace.id}`;
    expect([await event(workspace, old), await event(workspace, fresh)]).toEqual([401, 200]);
    expect((await state(workspace)).previous_until).toBeNull();
  });

  it("while the sidecar is away: n8n goes on with the former one, and gets the new one when it returns", async () => {
    const workspace = await live();
    const old = inN8n(workspace);
    fleet.judge = ({ workspaceId }) => (workspaceId === workspace.id ? "drop" : undefined);
    expect((await rotate(workspace, workspace.owner)).status).toBe(200);
    await expect
      .poll(async () => (await state(workspace)).attempts, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(1);
    expect(await state(workspace)).toMatchObject({ handing: "waiting", handed_at: null });
    expect((await rotate(workspace, workspace.owner)).json).toMatchObject({ code: "rotation_pending" });
    expect(inN8n(workspace)).toBe(old);
    expect(await event(workspace, old)).toBe(200);
    fleet.judge = () => undefined;
    await due(workspace);
    await reaches(workspace, "done");
    expect(inN8n(workspace)).not.toBe(old);
    expect([await event(workspace, inN8n(workspace)), await event(workspace, old)]).toEqual([200, 200]);
  });

  it("given up, whether or not n8n got it: begun again with the same token, which n8n then has", async () => {
    const workspace = await live();
    // The sidecar did it, and its answer is lost: nobody knows.
    fleet.judge = ({ workspaceId, when }) =>
      workspaceId === workspace.id && when === "after" ? "drop" : undefined;
    await rotate(workspace, workspace.owner);
    const lastTry = () =>
      sql`update genesis.commands set attempts = 49 where workspace_id = ${workspace.id} and status = 'open' and error is not null`;
    await expect.poll(async () => (await lastTry()).count, { timeout: 20_000 }).toBe(1);
    await expect
      .poll(() => due(workspace).then(async () => (await state(workspace)).handing), {
        timeout: 20_000,
        interval: 300,
      })
      .toBe("failed");
    expect(await event(workspace, inN8n(workspace)), "whichever n8n has").toBe(200);
    fleet.judge = () => undefined;
    expect((await rotate(workspace, workspace.owner)).json).toMatchObject({
      handing: "waiting",
      again: true,
    });
    await reaches(workspace, "done");
    expect(await event(workspace, inN8n(workspace))).toBe(200);
  });

  it("is for admins of an open workspace: 401, 403, 400", async () => {
    const [workspace, other] = [await world.workspace(), await world.workspace()];
    const people = { viewer: `user_v_${workspace.slug}`, member: `user_m_${workspace.slug}` };
    for (const [role, user_id] of Object.entries(people))
      await sql`insert into public.user_workspaces (workspace_id, user_id, role) values (${workspace.id}, ${user_id}, ${role})`;
    expect((await rotate(workspace, null)).status).toBe(401);
    for (const who of [other.owner, people.viewer, people.member, "user_root"])
      expect(await rotate(workspace, who), who).toMatchObject({ status: 403, json: { code: "forbidden" } });
    expect(await rotate({ id: randomUUID() }, other.owner)).toMatchObject({ status: 403 });
    for (const id of ["", "x"]) expect((await rotate({ id }, other.owner)).status, id).toBe(400);
    expect(await event(workspace, workspace.token), "none of it changed anything").toBe(200);
    expect(await event(workspace, newToken())).toBe(401);
    await world.freeze(workspace);
    const frozen = { status: 403, json: { code: "workspace_frozen" } };
    expect(await rotate(workspace, workspace.owner)).toMatchObject(frozen);
  });
});

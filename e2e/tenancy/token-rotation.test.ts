import { describe, expect, it } from "vitest";
import { anEvent } from "../support/items.ts";
import { createWorld, newToken, sha256, type Workspace } from "../support/world.ts";

const world = createWorld();
const rotate = async (workspace: Workspace, overlap: string | null = null): Promise<string> => {
  const token = newToken();
  const set = {
    p_workspace_id: workspace.id,
    p_token_hash: `\\x${sha256(token).toString("hex")}`,
    p_overlap: overlap,
  };
  const { data, error } = await world.asMachine().schema("genesis").rpc("webhook_token_set", set);
  expect(error).toBeNull();
  expect(data).toEqual({ status: 200 });
  return token;
};
const status = async (workspace: Workspace, token: string): Promise<number> =>
  (await world.post("/events", workspace, anEvent(), token)).status;

describe("rotation of a webhook token", () => {
  it("both tokens are good for 24 hours, then the new one alone", async () => {
    const workspace = await world.workspace();
    const fresh = await rotate(workspace);
    expect([await status(workspace, workspace.token), await status(workspace, fresh)]).toEqual([200, 200]);
    const [secrets] = await world.sql`
      select extract(epoch from previous_until - now())::int as seconds from private.workspace_secrets
      where workspace_id = ${workspace.id}`;
    expect(secrets?.seconds).toBeGreaterThan(24 * 3600 - 60);
    expect(secrets?.seconds).toBeLessThanOrEqual(24 * 3600);

    await world.sql`
      update private.workspace_secrets set previous_until = now() where workspace_id = ${workspace.id}`;
    expect([await status(workspace, workspace.token), await status(workspace, fresh)]).toEqual([401, 200]);
  });

  it("an overlap of 0 ends the old one at once", async () => {
    const workspace = await world.workspace();
    const fresh = await rotate(workspace, "0");
    expect([await status(workspace, workspace.token), await status(workspace, fresh)]).toEqual([401, 200]);
  });

  it("a freeze voids both, and an unfreeze takes neither of them again", async () => {
    const workspace = await world.workspace();
    const fresh = await rotate(workspace);
    await world.freeze(workspace);
    // Known callers are told why; a wrong token still is only a wrong token.
    expect([await status(workspace, workspace.token), await status(workspace, fresh)]).toEqual([403, 403]);
    expect(await status(workspace, newToken())).toBe(401);

    const machine = world.asMachine().schema("genesis");
    const unfreeze = async (token: string) => {
      const asked = {
        p_workspace_id: workspace.id,
        p_actor: "user_root",
        p_token_hash: sha256(token).toString("hex"),
      };
      return (await machine.rpc("workspace_unfreeze", asked)).data;
    };
    expect(await unfreeze(fresh)).toMatchObject({ status: 400, code: "invalid_field" });
    const newest = newToken();
    expect(await unfreeze(newest)).toMatchObject({ status: 200, quarantine_applied: 2 });
    const all = [workspace.token, fresh, newest].map((token) => status(workspace, token));
    expect(await Promise.all(all)).toEqual([401, 401, 200]);
    // The two that were answered 403 while frozen were kept, and one more came now.
    expect(await world.count("public.email_events", workspace)).toBe(3);
  });

  it("a rotation is audited, and the log knows no token", async () => {
    const workspace = await world.workspace();
    const fresh = await rotate(workspace);
    const rows = await world.sql`
      select action, to_jsonb(a)::text as row from public.governance_audit_log a where workspace_id = ${workspace.id}`;
    expect(rows.map((r) => r.action)).toEqual(["webhook_token_issued", "webhook_token_issued"]);
    for (const { row } of rows)
      for (const secret of [fresh, workspace.token]) expect(row).not.toContain(secret);
  });
});

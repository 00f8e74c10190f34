import { beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../support/http.ts";
import { aCost, times } from "../support/items.ts";
import { badSessions } from "../support/tokens.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
const ROWS = 23;
let workspace: Workspace;
const get = (query: string, headers: Record<string, string> = {}) =>
  world.caller().send(`/cost-events?${query}`, { headers });
const session = async (user: string) => ({ authorization: `Bearer ${await world.stack.sessionToken(user)}` });

/** All pages, as `next` leads from one to the other. */
async function pages(headers: () => Promise<Record<string, string>>, limit: number): Promise<Json[][]> {
  const found: Json[][] = [];
  for (let cursor = ""; ; ) {
    const answer = await get(`workspace_id=${workspace.id}&limit=${limit}${cursor}`, await headers());
    expect(answer.status, answer.text).toBe(200);
    found.push(answer.json.rows as Json[]);
    const next = answer.json.next as { before: string; before_id: string } | null;
    if (!next) return found;
    cursor = `&before=${encodeURIComponent(next.before)}&before_id=${next.before_id}`;
  }
}

beforeAll(async () => {
  workspace = await world.workspace();
  // Of one moment, in a few calls: rows of one call have one created_at, so a page may end between equals.
  const events = times(ROWS, (i) => aCost({ cost_usd: i / 100 }));
  const sent = [await world.post("/cost-events", workspace, { events: events.slice(0, 15) })];
  sent.push(await world.post("/cost-events", workspace, { events: events.slice(15) }));
  expect(sent.map((a) => a.status)).toEqual([200, 200]);
});

describe("S3 GET cost-events", () => {
  it("S3 without a session, or with one that is not valid: 401", async () => {
    for (const [what, token] of Object.entries(await badSessions(world.stack, workspace.owner))) {
      const answer = await get(
        `workspace_id=${workspace.id}`,
        token ? { authorization: `Bearer ${token}` } : {},
      );
      expect([answer.status, answer.json.code], what).toEqual([401, "invalid_session"]);
      expect(answer.text).not.toContain("gpt-4o-mini");
    }
  });

  it("S3 as a stranger: 403; for a workspace that is none: 403 too", async () => {
    for (const id of [workspace.id, "00000000-0000-4000-8000-000000000000"]) {
      const answer = await get(`workspace_id=${id}`, await session("user_bob"));
      expect([answer.status, answer.json.code]).toEqual([403, "forbidden"]);
    }
  });

  it("S3 a member pages through every row once, newest first, by session and by API key", async () => {
    const { data, error } = await world
      .asUser(workspace.owner)
      .rpc("create_api_key", { p_workspace_id: workspace.id, p_name: "reports" });
    expect(error).toBeNull();
    const callers = [() => session(workspace.owner), async () => ({ "x-api-key": data.key as string })];
    for (const headers of callers) {
      const found = await pages(headers, 4);
      const rows = found.flat();
      expect(new Set(rows.map((r) => r.id)).size).toBe(ROWS);
      expect(rows.length).toBe(ROWS);
      const moments = rows.map((r) => String(r.created_at));
      expect(moments).toEqual([...moments].sort().reverse());
    }
  });

  it("S3 an API key: 401 when wrong, of another workspace, or revoked", async () => {
    const owner = world.asUser(workspace.owner);
    const { data } = await owner.rpc("create_api_key", { p_workspace_id: workspace.id, p_name: "gone soon" });
    const other = await world.workspace();
    const ask = (id: string, key: string) => get(`workspace_id=${id}`, { "x-api-key": key });
    expect((await ask(workspace.id, data.key)).status).toBe(200);
    expect((await ask(other.id, data.key)).json.code).toBe("invalid_api_key");
    expect((await ask(workspace.id, `${data.key}x`)).status).toBe(401);
    await owner.rpc("revoke_api_key", { p_workspace_id: workspace.id, p_key_id: data.id });
    expect((await ask(workspace.id, data.key)).status).toBe(401);
  });
});

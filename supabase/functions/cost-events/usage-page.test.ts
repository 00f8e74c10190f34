import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import { beforeAll, describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { answerOf, cost, handler, mine, real, send } from "./testing.ts";

describe("GET", () => {
  const get = async (query: string, headers: Record<string, string> = {}) =>
    answerOf(await handler(new Request(`http://functions.test/cost-events?${query}`, { headers })));
  const as = async (user: string) => ({ authorization: `Bearer ${await real.stack.sessionToken(user)}` });
  let full: TestWorkspace;

  beforeAll(async () => {
    full = await real.workspace("pro");
    const events = Array.from({ length: 5 }, (_, i) => cost({ tokens_in: i }));
    expect((await send({ workspace_id: full.id, events }, "cost-events", full)).status).toBe(200);
  });

  it("pages through everything once, newest first", async () => {
    const seen: { id: string; created_at: string }[] = [];
    let next: { before: string; before_id: string } | null = null;
    do {
      const query = new URLSearchParams({ workspace_id: full.id, limit: "2", ...(next ?? {}) });
      const { status, body } = await get(String(query), await as(full.owner));
      expect(status).toBe(200);
      seen.push(...body.rows);
      next = body.next;
    } while (next);
    expect(new Set(seen.map((row) => row.id)).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect(seen.map((row) => row.created_at)).toEqual(
      seen
        .map((row) => row.created_at)
        .sort()
        .reverse(),
    );
  });

  it("S3: 401 without a session, 403 for a stranger", async () => {
    expect(await get(`workspace_id=${full.id}`)).toMatchObject({
      status: 401,
      body: { code: "invalid_session" },
    });
    expect((await get(`workspace_id=${full.id}`, await as(mine.owner))).status).toBe(403);
    expect((await get(`workspace_id=${randomUUID()}`, await as(mine.owner))).status).toBe(403);
  });

  it("a member of a frozen workspace gets 403", async () => {
    const frozen = await real.workspace();
    await real.freeze(frozen.id);
    expect((await get(`workspace_id=${frozen.id}`, await as(frozen.owner))).status).toBe(403);
  });

  it("opens to a key of the workspace, and to no other", async () => {
    const { api_url, publishable_key } = real.stack.info;
    const accessToken = () => real.stack.sessionToken(full.owner);
    const owner = createClient(api_url, publishable_key, { accessToken });
    const made = await owner.rpc("create_api_key", { p_workspace_id: full.id, p_name: "report" });
    const key = made.data?.key;
    expect(key).toMatch(/^gk_/);
    const read = await get(`workspace_id=${full.id}`, { "x-api-key": key });
    expect(read.body.rows).toHaveLength(5);
    expect(await get(`workspace_id=${mine.id}`, { "x-api-key": key })).toMatchObject({ status: 401 });
    expect(await get(`workspace_id=${full.id}`, { "x-api-key": "gk_wrong" })).toMatchObject({
      status: 401,
      body: { code: "invalid_api_key" },
    });
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=501", "limit"],
    ["limit=x", "limit"],
    ["before=yesterday&before_id=a0000000-0000-4000-8000-000000000001", "before"],
    ["before=2026-11-23T00:00:00Z", "before_id"],
    ["before=2026-11-23T00:00:00Z&before_id=7", "before_id"],
  ])("names the field for ?%s", async (query, path) => {
    const refused = await get(`workspace_id=${full.id}&${query}`, await as(full.owner));
    expect(refused).toMatchObject({ status: 400, body: { fields: [{ path }] } });
  });

  it("S2: needs workspace_id", async () => {
    expect(await get("", await as(full.owner))).toMatchObject({
      status: 400,
      body: { error: "workspace_id is required" },
    });
  });
});

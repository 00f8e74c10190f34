import { beforeAll, describe, expect, it } from "vitest";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
let workspace: Workspace;
beforeAll(async () => {
  workspace = await world.workspace();
});

const ID = "before_id=00000000-0000-4000-8000-000000000000";
const CASES: [query: string, field: string][] = [
  ["limit=0", "limit"],
  ["limit=501", "limit"],
  ["limit=-1", "limit"],
  ["limit=1e2", "limit"],
  ["limit=NaN", "limit"],
  [`before=yesterday&${ID}`, "before"],
  [`before=%00&${ID}`, "before"],
  [`before=infinity&${ID}`, "before"],
  [`before=2026-99-99T00:00:00Z&${ID}`, "before"],
  ["before=2026-11-23T00:00:00Z", "before_id"],
  [ID, "before"],
  ["before=2026-11-23T00:00:00Z&before_id=7", "before_id"],
];

describe("bad queries to GET cost-events", () => {
  const get = async (query: string) => {
    const authorization = `Bearer ${await world.stack.sessionToken(workspace.owner)}`;
    return world.caller().send(`/cost-events?${query}`, { headers: { authorization } });
  };

  it.each(CASES)("%s: 400 that names %s", async (query, field) => {
    const answer = await get(`workspace_id=${workspace.id}&${query}`);
    expect([answer.status, answer.json.code], answer.text).toEqual([400, "invalid_field"]);
    expect((answer.json.fields as { path: string }[]).map((f) => f.path)).toContain(field);
  });

  it.each([
    "0000-01-01T00:00:00Z",
    "2026-02-31T00:00:00Z",
    "+275760-09-13T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
  ])("before=%s: never a 5xx", async (before) => {
    const answer = await get(`workspace_id=${workspace.id}&before=${encodeURIComponent(before)}&${ID}`);
    expect(answer.status, answer.text).toBeLessThan(500);
  });

  it("no workspace_id: 400; one that is no UUID: 400", async () => {
    expect((await get("")).json).toMatchObject({ error: "workspace_id is required" });
    for (const id of ["acme", "%00", "%27%3B", "a".repeat(5000)]) {
      expect((await get(`workspace_id=${id}`)).json.fields).toMatchObject([{ path: "workspace_id" }]);
    }
  });
});

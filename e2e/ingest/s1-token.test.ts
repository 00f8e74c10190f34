import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MACHINE_ROUTES } from "../support/items.ts";
import { createWorld, newToken, type Workspace } from "../support/world.ts";

const world = createWorld();

const TABLES = [
  "public.email_events",
  "public.llm_usage",
  "genesis.budget_reservations",
  "genesis.event_quarantine",
];
const stored = async (workspace: Workspace): Promise<number> =>
  (await Promise.all(TABLES.map((table) => world.count(table, workspace)))).reduce((a, b) => a + b);

describe.each(MACHINE_ROUTES)("S1 $path", ({ path, item }) => {
  it("S1 takes the workspace's own token", async () => {
    const workspace = await world.workspace();
    expect((await world.post(path, workspace, item())).status).toBe(200);
    expect(await stored(workspace)).toBe(1);
  });

  it("S1 a wrong token and another workspace's token: 401, nothing stored", async () => {
    const [mine, other] = [await world.workspace(), await world.workspace()];
    for (const token of [newToken(), other.token, "", "x".repeat(10_000), mine.token.toUpperCase()]) {
      const answer = await world.post(path, mine, item(), token);
      expect([answer.status, answer.json.code]).toEqual([401, "invalid_token"]);
      expect(answer.json).toMatchObject({ error: expect.any(String), request_id: expect.any(String) });
    }
    expect(await stored(mine)).toBe(0);
    expect(await stored(other)).toBe(0);
  });

  it("S1 an unknown workspace gets the same answer as a wrong token", async () => {
    const known = await world.workspace();
    const unknown = { ...known, id: randomUUID() };
    const answers = [
      await world.post(path, known, item(), newToken()),
      await world.post(path, unknown, item()),
    ];
    const [wrong, strange] = answers.map(({ status, json }) => ({ status, ...json, request_id: "" }));
    expect(strange).toEqual(wrong);
    expect(strange?.status).toBe(401);
  });

  it("S1 a batch that names another workspace in an item stores nothing there", async () => {
    const [mine, other] = [await world.workspace(), await world.workspace()];
    const answer = await world.post(path, mine, { events: [item(), item({ workspace_id: other.id })] });
    expect(answer.json.results).toMatchObject([
      { status: 200 },
      { status: 400, fields: [{ path: "workspace_id" }] },
    ]);
    expect([await stored(mine), await stored(other)]).toEqual([1, 0]);
  });
});

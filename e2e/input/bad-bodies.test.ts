import { beforeAll, describe, expect, it } from "vitest";
import { MACHINE_ROUTES, times } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
let workspace: Workspace;
beforeAll(async () => {
  workspace = await world.workspace();
});
const TABLES = ["public.email_events", "public.llm_usage", "genesis.budget_reservations"];
const stored = async () =>
  (await Promise.all(TABLES.map((t) => world.count(t, workspace)))).reduce((a, b) => a + b);

const NOT_JSON: [string, string | Uint8Array][] = [
  ["nothing", ""],
  ["words", "hello"],
  ["cut off", '{"workspace_id": "'],
  ["a list", "[]"],
  ["null", "null"],
  ["a number", "1"],
  ["text", '"x"'],
  ["a form", "workspace_id=1&event_type=sent"],
  ["bytes that are no UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ["a NUL byte", '{"a":"\u0000"}'],
  ["nested 50,000 deep", "[".repeat(50_000) + "]".repeat(50_000)],
];

describe.each(MACHINE_ROUTES)("bad bodies to $path", ({ path, item }) => {
  const send = (body: unknown, token = workspace.token, method = "POST") =>
    world.caller().send(path, { method, headers: { "x-webhook-token": token }, body });

  it.each(NOT_JSON)("%s: 400 invalid_json", async (_what, body) => {
    const answer = await send(body);
    expect([answer.status, answer.json.code], answer.text).toEqual([400, "invalid_json"]);
  });

  it("2 MB: 413, with and without a length that is told", async () => {
    const body = JSON.stringify({
      workspace_id: workspace.id,
      ...item({ metadata: { a: "x".repeat(2_097_152) } }),
    });
    const told = await send(body);
    expect([told.status, told.json.code]).toEqual([413, "body_too_large"]);
    const untold = await fetch(`${world.stack.info.functions_url}${path}`, {
      method: "POST",
      headers: { "x-webhook-token": workspace.token, "content-type": "application/json" },
      body: new Blob([body]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(untold.status).toBe(413);
  });

  it("too many items, none, or no list: 400 that names `events`", async () => {
    const limit = path === "/events" ? 500 : 100;
    const lists = [times(limit + 1, () => item()), [], "x", { 0: item() }, null];
    const answers = await Promise.all(lists.map((events) => send({ workspace_id: workspace.id, events })));
    for (const { status, json, text } of answers) {
      expect([status, json.code], text).toEqual([400, "invalid_field"]);
      expect(json.fields).toMatchObject([{ path: "events" }]);
    }
  });

  it("a workspace_id that is no UUID: 400; another method: 405 with Allow; another path: 404", async () => {
    for (const workspace_id of ["acme", 7, ["a"], { id: 1 }, "00000000-0000-0000-0000-00000000000"]) {
      const answer = await send({ ...item(), workspace_id });
      expect(answer.status, answer.text).toBe(400);
      expect(answer.json.fields).toMatchObject([{ path: "workspace_id" }]);
    }
    const wrong = await send(item(), workspace.token, "DELETE");
    expect([wrong.status, wrong.headers.allow?.includes("POST")]).toEqual([405, true]);
    expect((await world.caller().send(`${path}/nothing/here`, { body: item() })).status).toBe(404);
  });

  it("stores nothing of all that", async () => {
    expect(await stored()).toBe(0);
  });
});

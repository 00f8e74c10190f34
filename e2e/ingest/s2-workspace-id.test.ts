import { describe, expect, it } from "vitest";
import { MACHINE_ROUTES } from "../support/items.ts";
import { createWorld } from "../support/world.ts";

const world = createWorld();

describe.each(MACHINE_ROUTES)("S2 $path", ({ path, item }) => {
  it.each([
    ["missing", {}],
    ["null", { workspace_id: null }],
    ["empty", { workspace_id: "" }],
  ])("S2 workspace_id %s: 400 workspace_id is required", async (_what, id) => {
    const { token } = await world.workspace();
    const body = { ...item(), ...id };
    const answer = await world.caller().send(path, { headers: { "x-webhook-token": token }, body });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: "workspace_id is required", code: "workspace_id_required" });
  });

  it("S2 is told even to a caller without any token, as sizes and JSON come before the token", async () => {
    expect((await world.caller().send(path, { body: item() })).status).toBe(400);
  });
});

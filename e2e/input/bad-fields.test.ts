import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../support/http.ts";
import { MACHINE_ROUTES } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";
import { COSTS, EVENTS, RESERVES } from "./cases.ts";

const world = createWorld();
function textOf(body: Json, field: string, value: unknown): string {
  if (typeof value !== "object" || value === null || !("raw" in value))
    return JSON.stringify({ ...body, [field]: value });
  return JSON.stringify({ ...body, [field]: "@" }).replace('"@"', String(value.raw));
}

let workspace: Workspace;
beforeAll(async () => {
  workspace = await world.workspace();
});
afterAll(async () => {
  for (const table of [
    "public.email_events",
    "public.llm_usage",
    "genesis.budget_reservations",
    "public.contacts",
  ]) {
    expect(await world.count(table, workspace), table).toBe(0);
  }
});

describe.each(MACHINE_ROUTES.map((route, i) => ({ ...route, cases: [EVENTS, COSTS, RESERVES][i] ?? [] })))(
  "bad input to $path",
  ({ path, item, cases }) => {
    it.each(cases)("%s in %s: 400 that names the field", async (_what, field, value) => {
      const body = textOf({ workspace_id: workspace.id, ...item() }, field, value);
      const answer = await world
        .caller()
        .send(path, { headers: { "x-webhook-token": workspace.token }, body });
      expect([answer.status, answer.json.code], answer.text).toEqual([400, "invalid_field"]);
      const paths = (answer.json.fields as { path: string }[]).map((f) => f.path.split(".")[0]);
      expect(new Set(paths)).toEqual(new Set([field]));
    });
  },
);

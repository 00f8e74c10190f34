import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { anEvent, MACHINE_ROUTES, times } from "../support/items.ts";
import { createOwnStack } from "../support/own-stack.ts";
import { newToken } from "../support/world.ts";

const { world, settings } = await createOwnStack();
const GLOBAL = newToken();

describe("S11 the global token with ALLOW_GLOBAL_WEBHOOK_TOKEN unset", () => {
  it.each([
    ["unset", {}],
    ["empty", { ALLOW_GLOBAL_WEBHOOK_TOKEN: "" }],
    ["1", { ALLOW_GLOBAL_WEBHOOK_TOKEN: "1" }],
    ["false", { ALLOW_GLOBAL_WEBHOOK_TOKEN: "false" }],
  ])("S11 %s: 401, nothing stored", async (_what, values) => {
    await settings({ DASH_WEBHOOK_TOKEN: GLOBAL, ...values });
    const workspace = await world.workspace();
    for (const { path, item } of MACHINE_ROUTES) {
      expect((await world.post(path, workspace, item(), GLOBAL)).status, path).toBe(401);
    }
    expect(await world.count("public.email_events", workspace)).toBe(0);
    expect(await world.count("public.governance_audit_log", workspace)).toBe(1); // its own token's issue
  });
});

describe("S11 the global token with ALLOW_GLOBAL_WEBHOOK_TOKEN=true", () => {
  beforeAll(() => settings({ DASH_WEBHOOK_TOKEN: GLOBAL, ALLOW_GLOBAL_WEBHOOK_TOKEN: "true" }));

  it("S11 accepted for every workspace, and audited once a workspace and hour with a count", async () => {
    const [one, other] = [await world.workspace(), await world.workspace()];
    for (const { path, item } of MACHINE_ROUTES) {
      expect((await world.post(path, one, item(), GLOBAL)).status, path).toBe(200);
    }
    await Promise.all(times(20, () => world.post("/events", one, anEvent(), GLOBAL)));
    expect((await world.post("/events", other, anEvent(), GLOBAL)).status).toBe(200);

    const audited = await world.sql`
      select workspace_id, count(*)::int as rows from public.governance_audit_log
      where action = 'global_token_used' and workspace_id in (${one.id}, ${other.id}) group by 1`;
    expect(audited.map((r) => r.rows)).toEqual([1, 1]);
    const uses = await world.sql`
      select sum(uses)::int as uses from private.global_token_uses where workspace_id in (${one.id}, ${other.id})`;
    expect(uses).toEqual([{ uses: 24 }]);
  });

  it("S11 opens no workspace that is none, and not a frozen one", async () => {
    const workspace = await world.workspace();
    const unknown = { ...workspace, id: randomUUID() };
    expect((await world.post("/events", unknown, anEvent(), GLOBAL)).status).toBe(401);
    await world.freeze(workspace);
    expect((await world.post("/events", workspace, anEvent(), GLOBAL)).status).toBe(403);
  });

  it("S11 an empty DASH_WEBHOOK_TOKEN is no token", async () => {
    await settings({ DASH_WEBHOOK_TOKEN: "", ALLOW_GLOBAL_WEBHOOK_TOKEN: "true" });
    const workspace = await world.workspace();
    for (const token of ["", GLOBAL, "undefined"]) {
      expect((await world.post("/events", workspace, anEvent(), token)).status).toBe(401);
    }
  });
});

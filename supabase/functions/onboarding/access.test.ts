// Who may use the wizard, for every route alike; and that a database that is away is never a success.
import { beforeAll, describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { ask, member, onboarding, ROUTES, real, stagesOf } from "./testing.ts";

const handler = onboarding();
let mine: TestWorkspace;
let other: TestWorkspace;
let frozen: TestWorkspace;
let people: Record<"viewer" | "member" | "admin", string>;
beforeAll(async () => {
  [mine, other, frozen] = [await real.workspace(), await real.workspace(), await real.workspace()];
  people = {
    viewer: await member(mine, "viewer"),
    member: await member(mine, "member"),
    admin: await member(mine, "admin"),
  };
  await real.freeze(frozen.id);
});

describe.each(ROUTES)("%s onboarding%s", (method, path, body, status) => {
  it("401 without a session, 403 for a stranger (S7), for a role too low, and in a frozen workspace", async () => {
    const before = await stagesOf(mine);
    expect(await ask(handler, method, path, mine, null, body)).toMatchObject({
      status: 401,
      body: { code: "invalid_session" },
    });
    expect(await ask(handler, method, path, mine, other.owner, body)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    const isForMembers = method === "GET" && ["/progress", "/webhook-token"].includes(path);
    for (const role of ["viewer", "member"] as const) {
      const answer = await ask(handler, method, path, mine, people[role], body);
      expect(answer.status, `${role}: ${JSON.stringify(answer.body)}`).toBe(isForMembers ? 200 : 403);
    }
    expect(await ask(handler, method, path, frozen, frozen.owner, body)).toMatchObject({
      status: 403,
      body: { code: "workspace_frozen" },
    });
    expect(await stagesOf(mine), "nothing was saved").toEqual(before);
  });

  it("answers an admin", async () => {
    const answer = await ask(handler, method, path, mine, people.admin, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("O3: 503 when the database is away, and the stage stays where it was", async () => {
    const away = onboarding({ SUPABASE_URL: "http://127.0.0.1:1" });
    const before = await stagesOf(mine);
    const answer = await ask(away, method, path, mine, people.admin, body);
    const code =
      method === "POST" && path === "/infrastructure" ? "configuration_not_saved" : "database_unavailable";
    expect(answer).toMatchObject({ status: 503, body: { code } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await stagesOf(mine)).toEqual(before);
  });
});

describe("the router", () => {
  it("names what a path takes, and answers a browser's preflight", async () => {
    const wrong = await ask(handler, "PUT", "/brand", mine, mine.owner);
    expect(wrong).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
    expect(wrong.headers.get("allow")).toBe("POST");
    expect((await ask(handler, "GET", "/nowhere", mine, mine.owner)).status).toBe(404);
    const preflight = await handler(
      new Request("http://functions.test/onboarding/credentials", { method: "OPTIONS" }),
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toBe("GET, POST, DELETE");
  });
});

// The desk from the command line, against the stack that the tests run on.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type RealStack,
  realStack,
  type TestWorkspace,
} from "../../supabase/functions/_shared/testing/real-stack.ts";
import { genesis } from "../testing.ts";
import { ACTS } from "./acts.ts";

let real: RealStack;
let workspace: TestWorkspace;
const admin = (...args: string[]) => genesis("admin", ...args, "--json", "--home", real.stack.info.home);
beforeAll(async () => {
  real = realStack();
  workspace = await real.workspace();
});
afterAll(() => real?.close());

describe("genesis admin", () => {
  it.each(["workspaces", "alarms", "queues", "log", "logins", "grants", "prices"])(
    "%s answers (0)",
    async (act) => {
      const ran = await admin(act);
      expect(ran.code, ran.err).toBe(0);
      expect(() => JSON.parse(ran.out)).not.toThrow();
    },
  );

  it("lists its acts, and refuses what it does not know (2)", async () => {
    const listed = await genesis("admin");
    for (const name of Object.keys(ACTS)) expect(listed.out).toContain(`  ${name}`);
    expect((await admin("nothing")).code).toBe(2);
    expect((await admin("budget", workspace.slug, "much")).code).toBe(2);
    expect((await admin("open", workspace.slug)).code).toBe(2);
    expect((await admin("plan", "no-such-slug", "pro")).code).toBe(2);
    for (const [args, words] of [
      [["budget", workspace.slug, "12", "13"], /"13" is one argument too many/],
      [["workspaces", workspace.slug], /one argument too many/],
      [["redrive", workspace.slug, "1.5"], /whole number/],
      [["clear-alarm", "zzz"], /is a UUID/],
      [["log", "--limit", "2000"], /at most 1000/],
      [["logins", "--from", "yesterday"], /no time/],
    ] as const)
      expect(await admin(...args), args.join(" ")).toMatchObject({
        code: 2,
        err: expect.stringMatching(words),
      });
  });

  it("opens, limits and plans, and each is in the log", async () => {
    for (const args of [
      ["open", workspace.slug, "--reason", "a test of the desk"],
      ["close", workspace.slug],
      ["budget", workspace.slug, "12.5"],
      ["plan", workspace.slug, "starter"],
    ])
      expect((await admin(...args)).code, args.join(" ")).toBe(0);
    const log = JSON.parse((await admin("log", workspace.slug)).out) as {
      action: string;
      actor_id: string;
    }[];
    const acts = log.filter(({ actor_id }) => actor_id === "user_root").map(({ action }) => action);
    expect(acts.toSorted()).toEqual([
      "budget_limit_changed",
      "plan_changed",
      "super_admin_access",
      "super_admin_access_closed",
    ]);
    const of = async (...args: string[]) => JSON.parse((await admin("log", workspace.slug, ...args)).out);
    expect(await of("--user", "user_nobody")).toEqual([]);
    expect(await of("--from", new Date(Date.now() + 60_000).toISOString())).toEqual([]);
    expect((await of("--user", "user_root", "--action", "plan_changed")).length).toBe(1);
    const all = JSON.parse((await admin("workspaces")).out) as { slug: string; budget_limit_usd: number }[];
    expect(all.find(({ slug }) => slug === workspace.slug)?.budget_limit_usd).toBe(12.5);
  });

  it("is nobody's but an operator's (1)", async () => {
    const { api_url, publishable_key } = real.stack.info;
    const token = await real.stack.sessionToken(workspace.owner);
    const door = ["--url", api_url, "--apikey", publishable_key, "--token", token];
    const ran = await genesis("admin", "workspaces", ...door);
    expect(ran).toMatchObject({ code: 8, err: expect.stringContaining("403") });
  });
});

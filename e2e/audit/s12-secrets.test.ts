import { describe, expect, it } from "vitest";
import { foundIn, foundInDatabase, foundInLogs, stackSecrets } from "../support/secrets.ts";
import { createWorld } from "../support/world.ts";
import { useSecrets } from "./use-secrets.ts";

const world = createWorld();
const { stack } = world;
const secrets = stackSecrets(stack);

describe("S12 after every secret was used, rightly and wrongly", () => {
  it("S12 none is in any answer, log or row of the database", { timeout: 90_000 }, async () => {
    const answers = await useSecrets(world, secrets);
    expect(answers.length).toBeGreaterThan(30);
    const inAnswers = answers.flatMap(({ what, text }) => foundIn(what, text, secrets));
    expect(inAnswers).toEqual([]);
    expect(foundInLogs(stack.home.logs, secrets)).toEqual([]);
    // pg_net's queue is where a kick's own credential waits to be sent, and the reason that it has one of its own.
    const inDatabase = await foundInDatabase(world.sql, secrets);
    expect(inDatabase.filter((found) => found !== "net.http_request_queue: CRON_SECRET")).toEqual([]);
    expect(Object.entries(secrets).filter(([, secret]) => secret.length < 20)).toEqual([]);
  });

  it("S12 the search finds what is there", async () => {
    const workspace = await world.workspace();
    await world.sql`update public.workspaces set name = ${workspace.token} where id = ${workspace.id}`;
    const planted = { planted: workspace.token };
    expect(await foundInDatabase(world.sql, planted)).toEqual(["public.workspaces: planted"]);
    await world.sql`update public.workspaces set name = 'Test' where id = ${workspace.id}`;
    expect(foundInLogs(stack.home.logs, { planted: workspace.id }).length).toBe(0);
    await world.post("/events", workspace, {});
    await expect
      .poll(() => foundInLogs(stack.home.logs, { logged: workspace.id }))
      .toEqual(["functions.log: logged"]);
  });
});

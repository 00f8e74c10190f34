// Two owners remove each other at the same moment: one stays.
import { describe, expect, it } from "vitest";
import { createWorld } from "../support/world.ts";

const world = createWorld();
const ROUNDS = 10;

describe("the last owner", () => {
  it(`stays when two owners remove each other at once, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const workspace = await world.workspace();
      const second = `${workspace.owner}_second`;
      await world.sql`insert into public.user_workspaces (workspace_id, user_id, role) values (${workspace.id}, ${second}, 'owner')`;
      const remove = (who: string, whom: string) =>
        world.asUser(who).rpc("remove_member", { p_workspace_id: workspace.id, p_user_id: whom });
      const answers = await Promise.all([remove(workspace.owner, second), remove(second, workspace.owner)]);
      const refused = answers.filter((answer) => answer.error !== null);
      expect(refused.map((answer) => [answer.status, answer.error?.details])).toEqual([[403, "forbidden"]]);
      expect(await world.count("public.user_workspaces", workspace)).toBe(1);
    }
  });

  it(`stays when two owners leave at once, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const workspace = await world.workspace();
      const second = `${workspace.owner}_second`;
      await world.sql`insert into public.user_workspaces (workspace_id, user_id, role) values (${workspace.id}, ${second}, 'owner')`;
      const leave = (who: string) =>
        world.asUser(who).rpc("leave_workspace", { p_workspace_id: workspace.id });
      const answers = await Promise.all([leave(workspace.owner), leave(second)]);
      const refused = answers.filter((answer) => answer.error !== null);
      expect(refused.map((answer) => [answer.status, answer.error?.details])).toEqual([[409, "last_owner"]]);
      expect(await world.count("public.user_workspaces", workspace)).toBe(1);
    }
  });

  it("5 workspaces a person, however many calls race", async () => {
    const user = `user_race_${Date.now()}`;
    const create = (n: number) =>
      world
        .asUser(user)
        .rpc("create_workspace", { p_name: `W ${n}`, p_slug: `${user.replaceAll("_", "-")}-${n}` });
    const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(create));
    expect(answers.filter((answer) => answer.error === null).length).toBe(5);
    expect(new Set(answers.flatMap((answer) => answer.error?.details ?? []))).toEqual(
      new Set(["too_many_workspaces"]),
    );
  });
});

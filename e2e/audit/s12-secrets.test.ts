import { describe, expect, it } from "vitest";
import type { Answer } from "../support/http.ts";
import { anAddress, MACHINE_ROUTES } from "../support/items.ts";
import { foundIn, foundInDatabase, foundInLogs, stackSecrets } from "../support/secrets.ts";
import { badSessions } from "../support/tokens.ts";
import { createWorld, newToken, sha256, type Workspace } from "../support/world.ts";

const world = createWorld();
const { stack } = world;
const secrets = stackSecrets(stack);
const answers: { what: string; text: string }[] = [];
const note = (what: string, answer: Answer): Answer => {
  answers.push({ what, text: `${JSON.stringify(answer.headers)} ${answer.text}` });
  return answer;
};
const noteRpc = <T extends { data: unknown; error: unknown }>(what: string, answer: T): T => {
  answers.push({ what, text: JSON.stringify(answer) });
  return answer;
};

/** Uses a workspace's token rightly and wrongly on every machine route. */
async function useWebhookTokens(workspace: Workspace, other: Workspace): Promise<void> {
  for (const { path, item } of MACHINE_ROUTES) {
    note(path, await world.post(path, workspace, item()));
    note(path, await world.post(path, workspace, item(), other.token));
    note(path, await world.post(path, workspace, { events: "not a list" }));
    // The token where it does not belong; a database error behind a good schema.
    note(
      path,
      await world.post(`${path}?token=${workspace.token}`, workspace, item({ idempotency_key: undefined })),
    );
    note(
      path,
      await world.caller().send(path, { body: "{", headers: { "x-webhook-token": workspace.token } }),
    );
  }
}

async function useKeysAndInvites(workspace: Workspace): Promise<void> {
  const owner = world.asUser(workspace.owner);
  const key = await owner.rpc("create_api_key", { p_workspace_id: workspace.id, p_name: "reports" });
  secrets["API key"] = key.data.key;
  for (const id of [workspace.id, "00000000-0000-4000-8000-000000000000", "x"]) {
    const headers = { "x-api-key": key.data.key };
    note("GET cost-events", await world.caller().send(`/cost-events?workspace_id=${id}`, { headers }));
  }
  const invited = { p_workspace_id: workspace.id, p_email: anAddress(), p_role: "member" };
  const invite = await owner.rpc("invite_member", invited);
  secrets["invite token"] = invite.data.token;
  for (const p_token of [invite.data.token, `${invite.data.token}x`]) {
    noteRpc("accept_invite", await world.asUser("user_bob").rpc("accept_invite", { p_token }));
  }
  const fresh = newToken();
  secrets["rotated webhook token"] = fresh;
  const p_token_hash = `\\x${sha256(fresh).toString("hex")}`;
  const rotated = { p_workspace_id: workspace.id, p_token_hash };
  noteRpc("webhook_token_set", await world.asMachine().schema("genesis").rpc("webhook_token_set", rotated));
}

describe("S12 after every secret was used, rightly and wrongly", () => {
  it("S12 none is in any answer, log or row of the database", { timeout: 90_000 }, async () => {
    const [workspace, other] = [await world.workspace(), await world.workspace()];
    secrets["webhook token"] = workspace.token;
    secrets["another webhook token"] = other.token;
    await useWebhookTokens(workspace, other);
    await useKeysAndInvites(workspace);
    const cron = secrets.CRON_SECRET ?? "";
    for (const secret of [cron, `${cron}x`]) {
      note(
        "audit",
        await world
          .caller()
          .send("/audit", { method: "POST", headers: { "x-cron-secret": secret }, body: {} }),
      );
    }
    for (const [what, token] of Object.entries(await badSessions(stack, workspace.owner))) {
      const headers = { authorization: `Bearer ${token}` };
      note(what, await world.caller().send(`/cost-events?workspace_id=${workspace.id}`, { headers }));
    }
    noteRpc("a table by the secret key", await world.asMachine().from("workspaces").select("id"));
    noteRpc(
      "no such function",
      await world.asMachine().schema("genesis").rpc("nothing", { p: workspace.token }),
    );
    await world.freeze(workspace); // audits, enqueues commands and kicks through pg_net
    await new Promise((done) => setTimeout(done, 500)); // what goes on after the answers

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

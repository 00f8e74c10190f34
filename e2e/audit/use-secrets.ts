// Uses every secret of a stack and of two workspaces, rightly and wrongly.
import type { Answer } from "../support/http.ts";
import { anAddress, MACHINE_ROUTES } from "../support/items.ts";
import { badSessions } from "../support/tokens.ts";
import { newToken, sha256, type Workspace, type World } from "../support/world.ts";

type Secrets = Record<string, string>;

/** What was answered to whom, headers included. */
export interface Noted {
  what: string;
  text: string;
}

class Notes {
  readonly answers: Noted[] = [];
  http(what: string, { headers, text }: Answer): void {
    this.answers.push({ what, text: `${JSON.stringify(headers)} ${text}` });
  }
  rpc(what: string, answer: unknown): void {
    this.answers.push({ what, text: JSON.stringify(answer) });
  }
}

/** Uses a workspace's token rightly and wrongly on every machine route. */
async function useWebhookTokens(
  world: World,
  notes: Notes,
  workspace: Workspace,
  other: Workspace,
): Promise<void> {
  for (const { path, item } of MACHINE_ROUTES) {
    notes.http(path, await world.post(path, workspace, item()));
    notes.http(path, await world.post(path, workspace, item(), other.token));
    notes.http(path, await world.post(path, workspace, { events: "not a list" }));
    // The token where it does not belong; a database error behind a good schema.
    notes.http(
      path,
      await world.post(`${path}?token=${workspace.token}`, workspace, item({ idempotency_key: undefined })),
    );
    notes.http(
      path,
      await world.caller().send(path, { body: "{", headers: { "x-webhook-token": workspace.token } }),
    );
  }
}

async function useKeysAndInvites(
  world: World,
  notes: Notes,
  secrets: Secrets,
  workspace: Workspace,
): Promise<void> {
  const owner = world.asUser(workspace.owner);
  const key = await owner.rpc("create_api_key", { p_workspace_id: workspace.id, p_name: "reports" });
  secrets["API key"] = key.data.key;
  for (const id of [workspace.id, "00000000-0000-4000-8000-000000000000", "x"]) {
    const headers = { "x-api-key": key.data.key };
    notes.http("GET cost-events", await world.caller().send(`/cost-events?workspace_id=${id}`, { headers }));
  }
  const invited = { p_workspace_id: workspace.id, p_email: anAddress(), p_role: "member" };
  const invite = await owner.rpc("invite_member", invited);
  secrets["invite token"] = invite.data.token;
  for (const p_token of [invite.data.token, `${invite.data.token}x`]) {
    notes.rpc("accept_invite", await world.asUser("user_bob").rpc("accept_invite", { p_token }));
  }
  const fresh = newToken();
  secrets["rotated webhook token"] = fresh;
  const p_token_hash = `\\x${sha256(fresh).toString("hex")}`;
  const rotated = { p_workspace_id: workspace.id, p_token_hash };
  notes.rpc("webhook_token_set", await world.asMachine().schema("genesis").rpc("webhook_token_set", rotated));
}

/** Adds the secrets that it makes to `secrets`; gives every answer. */
export async function useSecrets(world: World, secrets: Secrets): Promise<Noted[]> {
  const notes = new Notes();
  const [workspace, other] = [await world.workspace(), await world.workspace()];
  secrets["webhook token"] = workspace.token;
  secrets["another webhook token"] = other.token;
  await useWebhookTokens(world, notes, workspace, other);
  await useKeysAndInvites(world, notes, secrets, workspace);
  const cron = secrets.CRON_SECRET ?? "";
  for (const secret of [cron, `${cron}x`]) {
    notes.http(
      "audit",
      await world.caller().send("/audit", { method: "POST", headers: { "x-cron-secret": secret }, body: {} }),
    );
  }
  for (const [what, token] of Object.entries(await badSessions(world.stack, workspace.owner))) {
    const headers = { authorization: `Bearer ${token}` };
    notes.http(what, await world.caller().send(`/cost-events?workspace_id=${workspace.id}`, { headers }));
  }
  notes.rpc("a table by the secret key", await world.asMachine().from("workspaces").select("id"));
  notes.rpc(
    "no such function",
    await world.asMachine().schema("genesis").rpc("nothing", { p: workspace.token }),
  );
  await world.freeze(workspace); // audits, enqueues commands and kicks through pg_net
  await new Promise((done) => setTimeout(done, 500)); // what goes on after the answers
  return notes.answers;
}

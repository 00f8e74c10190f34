// For this folder's tests: the handler over the real PostgREST and PostgreSQL, and workspaces as the wizard leaves them.
import { createClient } from "@supabase/supabase-js";
import { afterAll } from "vitest";
import { createRequireSession } from "../_shared/auth/mod.ts";
import type { LaunchPlan } from "../_shared/contracts/launch.ts";
import { createUserRpc } from "../_shared/db/client.ts";
import { realStack, settingsOf, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createLaunchHandler } from "./handler.ts";

export const real = realStack();
afterAll(() => real.close());

/** A handler; `over` in place of the stack's settings. */
export function launch(over: Record<string, string> = {}) {
  const settings = settingsOf(real.stack, { LOCAL_MODE: "true", ...over });
  const deps = {
    settings,
    session: createRequireSession(settings),
    userRpc: createUserRpc(settings),
    log: () => {},
  };
  return createLaunchHandler(deps);
}
export const handler = launch();

export async function ask(method: string, path: string, w: { id: string }, as: string | null, by = handler) {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (as) headers.authorization = `Bearer ${await real.stack.sessionToken(as)}`;
  const url = `http://functions.test/launch${path}`;
  const request =
    method === "GET"
      ? new Request(`${url}?workspace_id=${w.id}`, { headers })
      : new Request(url, { method, headers, body: JSON.stringify({ workspace_id: w.id }) });
  const answer = await by(request);
  return { status: answer.status, body: await answer.json() };
}
export const plan = async (w: TestWorkspace, by = handler): Promise<LaunchPlan> => {
  const { status, body } = await ask("GET", "/plan", w, w.owner, by);
  if (status !== 200) throw new Error(`plan: ${status} ${JSON.stringify(body)}`);
  return body;
};
export const rpcAs = (user: string) =>
  createClient(real.stack.info.api_url, real.stack.info.publishable_key, {
    accessToken: () => real.stack.sessionToken(user),
  });

/** As the wizard leaves it; the vault's rows hold nothing that opens, which only a step would notice. */
export async function complete(w: TestWorkspace, but: readonly string[] = []) {
  const done = (stage: string) => !but.includes(stage);
  const { sql } = real;
  if (done("brand"))
    await sql`insert into genesis.brand_profile (workspace_id, company_name, sender_name, postal_address, updated_by) values (${w.id}, 'Acme', 'Ada', '1 Main Street', 'test')`;
  if (done("email"))
    await sql`insert into genesis.email_provider_config (workspace_id, provider, sender_email, updated_by) values (${w.id}, 'smtp', 'me@acme.test', 'test')`;
  if (done("infrastructure"))
    await sql`insert into genesis.droplet_config (workspace_id, mode, updated_by) values (${w.id}, 'local', 'test')`;
  for (const type of ["smtp", "imap", "openai_api"].filter(done))
    await sql`insert into genesis.credential_store (workspace_id, type, name, envelope, key_id, created_by)
      values (${w.id}, ${type}, 'Main', '{"key_id": "t", "salt": "", "iv": "", "tag": "", "ciphertext": ""}', 't', 'test')`;
}
export const messages = (gaps: { message: string }[]) => gaps.map(({ message }) => message);

// What a test file needs of the stack: connections, callers, and workspaces of its own, so that no test disturbs
// another or the demonstration.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type postgres from "postgres";
import { afterAll } from "vitest";
import { type TestStack, testStack } from "../../stack/testing.ts";
import { type Answer, type Caller, createCaller, type Json } from "./http.ts";

export interface Workspace {
  readonly id: string;
  readonly slug: string;
  readonly token: string;
  /** The user id of its owner, a member of no other workspace. */
  readonly owner: string;
}

export interface WorkspaceOptions {
  readonly plan?: "free" | "starter" | "pro" | "enterprise";
  /** US dollars a month, in place of the plan's. */
  readonly limitUsd?: number;
  readonly timeZone?: string;
}

export interface World {
  readonly stack: TestStack;
  /** As `postgres`, past RLS: for setting up and for looking at what is stored. */
  readonly sql: postgres.Sql;
  /** A caller of the functions from an address of its own. */
  caller(): Caller;
  workspace(options?: WorkspaceOptions): Promise<Workspace>;
  /** POST to a function as the n8n of a workspace; `token` in place of its own. */
  post(path: string, workspace: Workspace, body: Json, token?: string): Promise<Answer>;
  /** supabase-js as a signed-in person, with the publishable key alone, or with the secret key. */
  asUser(userId: string): SupabaseClient;
  asAnon(): SupabaseClient;
  asMachine(): SupabaseClient;
  /** Freezes as the operator does, and throws unless it was done. */
  freeze(workspace: Workspace): Promise<void>;
  /** Rows of a tenant table that belong to the workspace. */
  count(table: string, workspace: Workspace): Promise<number>;
}

export const newToken = (): string => randomBytes(32).toString("hex");
export const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Call it at the top of a test file; what it opened is closed after the file's last test. */
export function createWorld(stack = testStack()): World {
  const sql = stack.sql(4);
  const { info } = stack;
  const callers: Caller[] = [];
  const caller = (): Caller => {
    callers.push(createCaller(info.functions_url));
    return callers.at(-1) as Caller;
  };
  let usual: Caller | undefined;
  afterAll(async () => {
    for (const each of callers) each.close();
    await sql.end({ timeout: 1 });
  });
  const client = (key: string, accessToken?: () => Promise<string>): SupabaseClient =>
    createClient(info.api_url, key, accessToken ? { accessToken } : { auth: { persistSession: false } });
  const asMachine = () => client(info.secret_key);

  return {
    stack,
    sql,
    caller,
    asUser: (userId) => client(info.publishable_key, () => stack.sessionToken(userId)),
    asAnon: () => client(info.publishable_key),
    asMachine,
    async workspace({ plan = "pro", limitUsd, timeZone = "UTC" } = {}) {
      const id = randomUUID();
      const made = {
        id,
        slug: `e2e-${id.slice(0, 13)}`,
        token: newToken(),
        owner: `user_e2e_${id.slice(0, 8)}`,
      };
      await sql.begin(async (tx) => {
        await tx`insert into public.workspaces (id, slug, name, plan, budget_limit_usd, time_zone, created_by)
          values (${id}, ${made.slug}, 'Test', ${plan}, ${limitUsd ?? null}, ${timeZone}, ${made.owner})`;
        await tx`insert into public.user_workspaces (workspace_id, user_id, role) values (${id}, ${made.owner}, 'owner')`;
        await tx`select genesis.webhook_token_set(${id}::uuid, ${sha256(made.token)}::bytea)`;
      });
      return made;
    },
    post(path, workspace, body, token = workspace.token) {
      usual ??= caller();
      const headers = { "x-webhook-token": token };
      return usual.send(path, { headers, body: { workspace_id: workspace.id, ...body } });
    },
    async freeze(workspace) {
      const asked = { p_workspace_id: workspace.id, p_actor: "user_root", p_reason: "a test freezes it" };
      const { data, error } = await asMachine().schema("genesis").rpc("workspace_freeze", asked);
      if (error || data.status !== 200) throw new Error(`freeze: ${JSON.stringify(error ?? data)}`);
    },
    async count(table, workspace) {
      const [row] =
        await sql`select count(*)::int as n from ${sql(table)} where workspace_id = ${workspace.id}`;
      return row?.n as number;
    },
  };
}

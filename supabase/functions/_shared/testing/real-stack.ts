// For handler tests: settings and workspaces of the running stack, so that a handler made in the test talks to the
// real PostgREST and PostgreSQL. Without a stack it throws, and the test fails rather than passing unseen.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { AUTHORIZED_PARTIES } from "../../../../stack/functions/settings.ts";
import { type TestStack, testStack } from "../../../../stack/testing.ts";
import { readSettings, type Settings } from "../env.ts";

export interface TestWorkspace {
  id: string;
  slug: string;
  /** The webhook token in clear. */
  token: string;
  /** User id of the owner, who has no other workspace. */
  owner: string;
}

export interface RealStack {
  stack: TestStack;
  sql: ReturnType<TestStack["sql"]>;
  settings: Settings;
  /** A workspace of the test's own, so that tests do not meet in counts, budgets or rates. */
  workspace(plan?: "free" | "starter" | "pro" | "enterprise"): Promise<TestWorkspace>;
  freeze(workspaceId: string): Promise<void>;
  /** A client address that no other test has. */
  address: string;
  close(): Promise<void>;
}

const OPERATOR = "user_root";

/** The stack's own settings, with `over` in their place where given; an empty text unsets one. */
export function settingsOf(stack: TestStack, over: Record<string, string> = {}): Settings {
  const all: Record<string, string> = {
    ...stack.secrets.settings,
    CLERK_ISSUER: stack.info.issuer_url,
    CLERK_AUTHORIZED_PARTIES: AUTHORIZED_PARTIES.join(","),
    SUPABASE_URL: stack.info.api_url,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: stack.info.publishable_key }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.info.secret_key }),
    ...over,
  };
  return readSettings((name) => all[name], []);
}

export function realStack(): RealStack {
  const stack = testStack();
  const sql = stack.sql(4);
  const byte = () => randomBytes(1)[0];
  return {
    stack,
    sql,
    settings: settingsOf(stack),
    address: `10.${byte()}.${byte()}.${byte()}`,
    async workspace(plan = "pro") {
      const id = randomUUID();
      const slug = `t-${id.slice(0, 13)}`;
      const owner = `user_${slug}`;
      const token = randomBytes(32).toString("hex");
      const hash = createHash("sha256").update(token).digest();
      await sql`insert into public.workspaces (id, slug, name, plan, created_by) values (${id}, ${slug}, ${slug}, ${plan}, ${owner})`;
      await sql`insert into public.user_workspaces (workspace_id, user_id, role) values (${id}, ${owner}, 'owner')`;
      await sql`select genesis.webhook_token_set(${id}::uuid, ${hash}::bytea, '0')`;
      return { id, slug, token, owner };
    },
    async freeze(workspaceId) {
      const [row] =
        await sql`select genesis.workspace_freeze(${workspaceId}::uuid, ${OPERATOR}, 'a test') as outcome`;
      if (row?.outcome?.status !== 200) throw new Error(`not frozen: ${JSON.stringify(row?.outcome)}`);
    },
    close: () => sql.end(),
  };
}

/** A POST as n8n makes it. */
export const post = (path: string, body: unknown, headers: Record<string, string> = {}): Request =>
  new Request(`http://functions.test/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
  });

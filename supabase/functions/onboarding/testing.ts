// For this folder's tests: the handler over the real PostgREST and PostgreSQL, with stand-ins for all that lies outside.
import { randomUUID } from "node:crypto";
import { afterAll } from "vitest";
import { createRequireSession, createSigningKeys } from "../_shared/auth/mod.ts";
import type { DnsFinding } from "../_shared/contracts/onboarding.ts";
import { createMachineRpc, createUserRpc } from "../_shared/db/client.ts";
import * as dns from "../_shared/dns/mod.ts";
import type { Handler } from "../_shared/http/mod.ts";
import type { RequestLine } from "../_shared/log.ts";
import { realStack, settingsOf, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { createCredentialDesk } from "./credential-desk.ts";
import type { OnboardingDeps } from "./deps.ts";
import { createOnboardingHandler } from "./handler.ts";

export const real = realStack();
afterAll(() => real.close());

/** Every line that a handler of this file's tests has logged. */
export const lines: RequestLine[] = [];

export interface Answer {
  status: number;
  body: Record<string, never> & { [member: string]: unknown };
  headers: Headers;
}

/** A handler; `settings` over the stack's own, `over` in place of its ports. */
export function onboarding(
  settings: Record<string, string> = {},
  over: Partial<OnboardingDeps> = {},
): Handler {
  const all = settingsOf(real.stack, { LOCAL_MODE: "true", ...settings });
  const rpc = createMachineRpc(all);
  const vault = createVault(readMasterKeys(all));
  return createOnboardingHandler({
    rpc,
    settings: all,
    session: createRequireSession(all),
    userRpc: createUserRpc(all),
    keys: createSigningKeys(all),
    credentials: createCredentialDesk(rpc, vault),
    vault,
    scrape: async () => ({ success: true, brand: { company_name: "Acme" } }),
    validate: async () => ({ verdict: "ok", message: "" }),
    calendly: async () => ({ ok: true, reason: "ok", message: "" }),
    dns: {
      records: (question, options) => dns.records(question, { ...options, trackingHost: "t.genesis.test" }),
      verify: async () => [],
      isVerified: dns.isVerified,
      trackingRecord: (domain) => dns.trackingRecord(domain, "t.genesis.test"),
      verifyTracking: async (domain) => ({
        ...dns.trackingRecord(domain, "t.genesis.test"),
        status: "ok",
        found: [],
        message: "",
      }),
    },
    entri: null,
    fetch: async () => new Response(null, { status: 500 }),
    log: (line) => lines.push(line),
    ...over,
  });
}

/** One request; `as` a user id, or null for nobody. */
export async function ask(
  handler: Handler,
  method: string,
  path: string,
  workspace: { id: string },
  as: string | null,
  body: Record<string, unknown> = {},
): Promise<Answer> {
  const token = as === null ? null : await real.stack.sessionToken(as);
  const query = new URLSearchParams({ workspace_id: workspace.id, ...(body as Record<string, string>) });
  const isPost = method === "POST";
  const answer = await handler(
    new Request(`http://functions.test/onboarding${path}${isPost ? "" : `?${query}`}`, {
      method,
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(isPost ? { body: JSON.stringify({ workspace_id: workspace.id, ...body }) } : {}),
    }),
  );
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : {}, headers: answer.headers };
}

/** Another member, who belongs to no other workspace. */
export async function member(workspace: TestWorkspace, role: "viewer" | "member" | "admin"): Promise<string> {
  const user = `user_${role}_${randomUUID().slice(0, 13)}`;
  await real.sql`insert into public.user_workspaces (workspace_id, user_id, role) values (${workspace.id}, ${user}, ${role})`;
  return user;
}

export async function stagesOf(workspace: { id: string }): Promise<Record<string, string>> {
  const rows =
    await real.sql`select stage, status from genesis.onboarding_progress where workspace_id = ${workspace.id}`;
  return Object.fromEntries(rows.map((row) => [row.stage, row.status]));
}

export const BRAND = {
  company_name: "Acme",
  sender_name: "Ada",
  postal_address: "1 Main Street, Springfield",
};
export const EMAIL = {
  provider: "smtp",
  sender_email: "me@acme.test",
  daily_cap: 50,
  window_start: "09:00",
  window_end: "17:00",
};
export const ACCOUNT = {
  host: "127.0.0.1",
  port: 2525,
  user: "me@acme.test",
  password: "correct horse battery",
};
export const KEY = "sk-test-9f8e7d6c5b4a3210wxyz";
/** Each route with what an admin sends and is answered in a new workspace. */
export const ROUTES: readonly [
  method: string,
  path: string,
  body: Record<string, unknown>,
  status: number,
][] = [
  ["GET", "/progress", {}, 200],
  ["POST", "/progress", { stage: "dns", status: "skipped" }, 200],
  ["POST", "/brand", BRAND, 200],
  ["POST", "/brand/auto-scrape", { url: "https://acme.test" }, 200],
  ["POST", "/email-provider", EMAIL, 200],
  ["GET", "/google/start", {}, 501],
  ["POST", "/google/finish", { code: "c", state: "s" }, 501],
  ["GET", "/credentials", {}, 200],
  ["POST", "/credentials", { type: "smtp", name: "SMTP", secret: ACCOUNT }, 200],
  ["DELETE", "/credentials", { id: randomUUID() }, 404],
  ["POST", "/validate-credential", { type: "smtp", secret: ACCOUNT }, 200],
  ["POST", "/validate-calendly", { links: ["https://calendly.com/acme/intro"] }, 200],
  ["GET", "/infrastructure", {}, 200],
  ["POST", "/infrastructure", { mode: "local" }, 200],
  ["POST", "/dns/generate", { domain: "acme.test" }, 200],
  ["POST", "/dns/verify", { domain: "acme.test" }, 200],
  ["POST", "/dns/entri/session", { domain: "acme.test" }, 501],
  ["POST", "/dns/entri/verify", { domain: "acme.test" }, 200],
  ["POST", "/tracking/setup", { tracking_domain: "track.acme.test" }, 200],
  ["POST", "/tracking/verify", {}, 200],
  ["POST", "/apify", {}, 422],
  ["GET", "/relevance-tool-download", {}, 200],
  ["GET", "/webhook-token", {}, 200],
  ["POST", "/webhook-token", {}, 200],
];

/** A finding of the DNS with this status. */
export const found = (status: DnsFinding["status"], required = true): DnsFinding => ({
  id: "spf",
  type: "TXT",
  host: "acme.test",
  value: "v=spf1 ~all",
  required,
  why: "",
  status,
  found: [],
  message: "",
});

/** A handler whose resolver says `findings`; what it was asked is pushed to `asked`. */
export const withFindings = (findings: DnsFinding[], asked: unknown[] = []) =>
  onboarding(
    {},
    {
      dns: {
        records: () => [],
        verify: async (...args) => {
          asked.push(args);
          return findings;
        },
        isVerified: (all) => all.every((f) => !f.required || f.status === "ok" || f.status === "warning"),
        trackingRecord: () => found("ok"),
        verifyTracking: async () => findings[0] as DnsFinding,
      },
    },
  );

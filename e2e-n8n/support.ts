// What the checks share: reading mails and rows, running a workflow.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { N8N_BIN } from "../sidecar/n8n-runtime/install.ts";
import { sleep } from "../stack/errors.ts";
import type { Execution } from "./n8n-api.ts";
import type { StoredMail } from "./smtp-sink.ts";
import type { Tenant } from "./tenant.ts";
import type { World } from "./world.ts";

// biome-ignore lint/suspicious/noExplicitAny: mailparser of n8n brings no types here.
let parse: any;

/** n8n's own mailparser reads what arrived; found at the first mail, because n8n is installed by the run itself. */
export function simpleParser(raw: unknown) {
  const nodes = () => createRequire(N8N_BIN).resolve("n8n-nodes-base/package.json");
  parse ??= createRequire(nodes())("mailparser").simpleParser;
  return parse(raw);
}

export const emailOf = (n: number): string => `lead${String(n).padStart(2, "0")}@prospects.test`;

export function succeeded(done: Execution): void {
  assert.equal(
    done.status,
    "success",
    done.data?.resultData?.error?.message ?? JSON.stringify(done).slice(0, 2000),
  );
}

const PATIENCE_MS = 60_000;

/** Looks until it is so. False: it was not, after a minute or `limitMs`. */
export async function becomes(so: () => Promise<boolean>, limitMs = PATIENCE_MS): Promise<boolean> {
  for (const end = Date.now() + limitMs; ; await sleep(200)) {
    if (await so()) return true;
    if (Date.now() > end) return false;
  }
}

/**
 * Runs a deployed workflow until its work is done. Its own schedule may run it at the same moment: that one's leads are
 * waited for. Throws when a run fails, and after a minute.
 */
export async function runs(tenant: Tenant, slug: string, isDone: () => Promise<boolean>): Promise<void> {
  const id = await tenant.workflow(slug);
  const ran = async () => {
    succeeded(await tenant.n8n.run(id, "Schedule"));
    return isDone();
  };
  assert.ok(await becomes(ran), `${slug} has not done its work`);
}

export const count = async ({ sql, workspaceId }: Tenant, type: string): Promise<number> => {
  const [row] = await sql`select count(*)::int as n from public.email_events
    where workspace_id = ${workspaceId} and event_type = ${type}`;
  return row?.n;
};

export const statuses = async (tenant: Tenant): Promise<Record<string, number>> => {
  const out: Record<string, number> = {};
  for (const lead of await tenant.leads()) out[String(lead.status)] = (out[String(lead.status)] ?? 0) + 1;
  return out;
};

/** The follow-ups of everybody who is still in the sequence are due now: the test does not wait for days. */
export const followUpsAreDue = ({ sql, workspaceId }: World) =>
  sql`update genesis.leads set next_due_at = now() where workspace_id = ${workspaceId} and status = 'in_sequence'`;

export const linkIn = (mail: StoredMail): string =>
  /<([^>]+)>/.exec(mail.headers["list-unsubscribe"] ?? "")?.[1] ?? "";

/** Step 1's mail to a lead. */
export const firstMailTo = ({ firstMails }: World, email: string): StoredMail => {
  const found = firstMails.find((mail) => mail.to[0] === email);
  if (!found) throw new Error(`${email} got no mail`);
  return found;
};

/** A workflow without Genesis's tag: nothing of Genesis touches it. */
export const FOREIGN = {
  nodes: [
    {
      id: "schedule",
      name: "Schedule",
      type: "n8n-nodes-base.scheduleTrigger",
      typeVersion: 1.4,
      position: [0, 0] as [number, number],
      parameters: { rule: { interval: [{ field: "hours", hoursInterval: 23 }] } },
    },
  ],
  connections: {},
  settings: {},
};

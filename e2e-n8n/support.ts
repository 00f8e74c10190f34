// What the checks share: reading mails and rows, running a workflow.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { N8N_BIN } from "../sidecar/n8n-runtime/install.ts";
import type { Execution } from "./n8n-api.ts";
import type { StoredMail } from "./smtp-sink.ts";
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

export async function runs(
  world: World,
  slug: string,
  trigger = "Schedule",
  pinned?: Record<string, unknown>[],
) {
  succeeded(await world.n8n.run(world.workflows[slug] as string, trigger, pinned));
}

export const count = async (world: World, type: string): Promise<number> => {
  const [row] = await world.real.sql`select count(*)::int as n from public.email_events
    where workspace_id = ${world.workspace.id} and event_type = ${type}`;
  return row?.n;
};

export const statuses = async (world: World): Promise<Record<string, number>> => {
  const out: Record<string, number> = {};
  for (const lead of await world.leads()) out[String(lead.status)] = (out[String(lead.status)] ?? 0) + 1;
  return out;
};

export const linkIn = (mail: StoredMail): string =>
  /<([^>]+)>/.exec(mail.headers["list-unsubscribe"] ?? "")?.[1] ?? "";

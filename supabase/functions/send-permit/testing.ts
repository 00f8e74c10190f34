// A workspace that may send: ignited, with an active campaign and leads.
import { randomUUID } from "node:crypto";
import { createSigningKeys, createWebhookCredential } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { post, type RealStack, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createSendPermitHandler } from "./handler.ts";

export const UNSUBSCRIBE_URL = "https://functions.test/unsubscribe";

export interface Sending extends TestWorkspace {
  campaignId: string;
}

export interface Answer {
  status: number;
  body: { code?: string; fields?: unknown[]; results?: Record<string, string | boolean>[] };
}

/** A worker of its own, as two n8n or two isolates are. */
export const makeWorker = (real: RealStack) =>
  createSendPermitHandler({
    rpc: createMachineRpc(real.settings),
    credential: createWebhookCredential(real.settings),
    keys: createSigningKeys(real.settings),
    unsubscribeUrl: UNSUBSCRIBE_URL,
    client: () => real.address,
    log: () => {},
  });

export async function sendingWorkspace(real: RealStack): Promise<Sending> {
  const workspace = await real.workspace();
  const campaignId = randomUUID();
  await real.sql`select genesis.partition_create(${workspace.id}::uuid)`;
  await real.sql`insert into public.campaigns (workspace_id, id, name, status)
    values (${workspace.id}, ${campaignId}, 'Spring', 'active')`;
  return { ...workspace, campaignId };
}

/** Puts a lead into the campaign and gives its id. */
export async function addLead(real: RealStack, { id, campaignId }: Sending, email: string): Promise<string> {
  const [row] =
    await real.sql`select partition_name from genesis.partition_registry where workspace_id = ${id}`;
  const [lead] =
    await real.sql`insert into ${real.sql(`genesis.${row?.partition_name}`)} (workspace_id, campaign_id, email, status)
    values (${id}, ${campaignId}, ${email}, 'prepared') returning id`;
  return lead?.id as string;
}

export async function ask(
  worker: ReturnType<typeof makeWorker>,
  to: Sending,
  leads: unknown[],
  over: Record<string, unknown> = {},
  token = to.token,
): Promise<Answer> {
  const body = {
    workspace_id: to.id,
    campaign_id: to.campaignId,
    step: 1,
    mailbox: "me@example.com",
    leads,
    ...over,
  };
  const response = await worker(post("send-permit", body, token ? { "x-webhook-token": token } : {}));
  return { status: response.status, body: await response.json() };
}

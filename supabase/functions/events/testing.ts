// For the tests of this folder: the handler, with the stack's PostgREST and PostgreSQL behind it.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { createWebhookCredential } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { Handler } from "../_shared/http/mod.ts";
import type { RequestLine } from "../_shared/log.ts";
import {
  post,
  type RealStack,
  realStack,
  settingsOf,
  type TestWorkspace,
} from "../_shared/testing/real-stack.ts";
import { createEventsHandler } from "./handler.ts";

export let real: RealStack;
export let mine: TestWorkspace;
export let handler: Handler;
export const lines: RequestLine[] = [];

export const make = (over: Record<string, string> = {}, address = real.address): Handler => {
  const settings = settingsOf(real.stack, over);
  return createEventsHandler({
    rpc: createMachineRpc(settings),
    credential: createWebhookCredential(settings),
    client: () => address,
    log: (line) => lines.push(line),
  });
};

beforeAll(async () => {
  real = realStack();
  mine = await real.workspace();
  handler = make();
});
afterAll(() => real?.close());

export const event = (over: Record<string, unknown> = {}) => ({
  event_type: "sent",
  idempotency_key: randomUUID(),
  contact_email: "ann@example.com",
  ...over,
});
export const send = async (body: unknown, token = mine.token, via = handler) => {
  const response = await via(post("events", body, { "x-webhook-token": token }));
  return { status: response.status, headers: response.headers, body: await response.json() };
};
export const alone = (over: Record<string, unknown> = {}) => send({ workspace_id: mine.id, ...event(over) });
export const batch = (...events: unknown[]) => send({ workspace_id: mine.id, events });
export const stored = async (workspace = mine.id) =>
  Number(
    (await real.sql`select count(*) from public.email_events where workspace_id = ${workspace}`)[0]?.count,
  );

// For the tests of this folder: the handler, with the stack's PostgREST, PostgreSQL and issuer behind it.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { createRequireSession, createWebhookCredential } from "../_shared/auth/mod.ts";
import { createMachineRpc, createUserRpc } from "../_shared/db/client.ts";
import type { Handler } from "../_shared/http/mod.ts";
import { post, type RealStack, realStack, type TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createCostEventsHandler } from "./handler.ts";

export let real: RealStack;
export let mine: TestWorkspace;
export let handler: Handler;

beforeAll(async () => {
  real = realStack();
  mine = await real.workspace("free"); // $5 a month
  handler = createCostEventsHandler({
    rpc: createMachineRpc(real.settings),
    userRpc: createUserRpc(real.settings),
    session: createRequireSession(real.settings),
    credential: createWebhookCredential(real.settings),
    client: () => real.address,
    log: () => {},
  });
});
afterAll(() => real?.close());

export const cost = (over: Record<string, unknown> = {}) => ({
  provider: "openai",
  model: "gpt-4o",
  cost_usd: 0.001,
  ...over,
});
export const answerOf = async (response: Response) => ({
  status: response.status,
  body: await response.json(),
});
export const send = async (body: unknown, path = "cost-events", workspace = mine) =>
  answerOf(await handler(post(path, body, { "x-webhook-token": workspace.token })));
export const alone = (over: Record<string, unknown> = {}, workspace = mine) =>
  send({ workspace_id: workspace.id, ...cost(over) }, "cost-events", workspace);
export const reserve = (over: Record<string, unknown> = {}, workspace = mine) => {
  const estimate = {
    provider: "openai",
    model: "gpt-4o",
    estimate_usd: 0.01,
    idempotency_key: randomUUID(),
    ...over,
  };
  return send({ workspace_id: workspace.id, ...estimate }, "cost-events/reserve", workspace);
};

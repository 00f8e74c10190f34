// Small workflows for tests.
import { randomUUID } from "node:crypto";

const at = (x: number): [number, number] => [x, 0];

export const noOp = (name = "Done") => ({
  id: randomUUID(),
  name,
  type: "n8n-nodes-base.noOp",
  typeVersion: 1,
  position: at(200),
  parameters: {},
});

const wired = (from: string, to: string) => ({ [from]: { main: [[{ node: to, type: "main", index: 0 }]] } });

// biome-ignore lint/suspicious/noExplicitAny: nodes of any kind
export const workflow = (trigger: any, next: any = noOp()) => ({
  nodes: [trigger, next],
  connections: wired(trigger.name, next.name),
  settings: { executionOrder: "v1" },
});

export const webhook = (path: string) => ({
  id: randomUUID(),
  name: "Webhook",
  type: "n8n-nodes-base.webhook",
  typeVersion: 2.1,
  position: at(0),
  webhookId: randomUUID(),
  parameters: { httpMethod: "POST", path, responseMode: "lastNode", options: {} },
});

export const schedule = () => ({
  id: randomUUID(),
  name: "Every hour",
  type: "n8n-nodes-base.scheduleTrigger",
  typeVersion: 1.3,
  position: at(0),
  parameters: { rule: { interval: [{ field: "hours", hoursInterval: 1 }] } },
});

export const wait = () => ({
  id: randomUUID(),
  name: "Wait",
  type: "n8n-nodes-base.wait",
  typeVersion: 1.1,
  position: at(200),
  webhookId: randomUUID(),
  parameters: { resume: "timeInterval", amount: 120, unit: "seconds" },
});

/** A payload of DEPLOY_WORKFLOW. */
export const deployment = (body: ReturnType<typeof workflow>, over: Record<string, unknown> = {}) => ({
  map_id: randomUUID(),
  logical_id: "test",
  name: "Test",
  hash: "h1",
  workflow: body,
  ...over,
});

export const headerCredential = (value: string, over: Record<string, unknown> = {}) => ({
  map_id: randomUUID(),
  logical_id: "webhook",
  name: "Webhook token",
  type: "httpHeaderAuth",
  data: { name: "x-webhook-token", value },
  ...over,
});

/** Texts that break whoever pastes texts into JSON, expressions or HTML. */
export const HARD_TEXTS = [
  'He said "no"',
  "one\ntwo\r\n\tthree",
  "$& $1 $$ $`",
  "{{ $json.secret }} ={{ 1 + 1 }}",
  "</script><!-- -->",
  "\\ \\n \\u0000",
  "Žluťoučký кот 🐈‍⬛ \u2028 \u202e",
  "x".repeat(5000),
];

// Small builders of n8n's nodes, with the type versions that n8n 2.41.1 has and the parameters that ran there.
import type {
  Connections,
  WorkflowBody,
  WorkflowNode,
} from "../../supabase/functions/_shared/templates/types.ts";

export interface NodeDraft {
  name: string;
  type: string;
  typeVersion: number;
  parameters: Record<string, unknown>;
  credentials?: WorkflowNode["credentials"];
  webhookId?: string;
  retryOnFail?: boolean;
  maxTries?: number;
  waitBetweenTries?: number;
  executeOnce?: boolean;
  onError?: OnError;
}

/** Source of a node, and where its outputs lead, each a list. */
export type Wire = [from: string, ...outputs: (string | string[])[]];

const GRID = 220;

/** Node ids are made of names, so that generating twice gives the same file. */
export function workflow(nodes: NodeDraft[], wires: Wire[]): WorkflowBody {
  const connections: Connections = {};
  for (const [from, ...outputs] of wires) {
    connections[from] = {
      main: outputs.map((to) => [to].flat().map((node) => ({ node, type: "main", index: 0 }))),
    };
  }
  return {
    nodes: nodes.map((node, n) => ({
      ...node,
      id: node.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
      position: [(n % 7) * GRID, Math.floor(n / 7) * GRID],
    })),
    connections,
    settings: { executionOrder: "v1", timezone: "YOUR_TIMEZONE" },
  };
}

export const every = (minutes: number): NodeDraft => ({
  name: "Schedule",
  type: "n8n-nodes-base.scheduleTrigger",
  typeVersion: 1.4,
  parameters: { rule: { interval: [{ field: "minutes", minutesInterval: minutes }] } },
});

/** All values of the template in one node, as plain texts: everything else reads them from here. */
export const settings = (values: Record<string, string>): NodeDraft => ({
  name: "Settings",
  type: "n8n-nodes-base.set",
  typeVersion: 3.5,
  parameters: {
    mode: "manual",
    assignments: {
      assignments: Object.entries(values).map(([name, value]) => ({ id: name, name, value, type: "string" })),
    },
    options: {},
  },
});

/** `files`: of templates/code, whose functions the code may call. */
export const code = (name: string, files: string[], jsCode: string): NodeDraft => ({
  name,
  type: "n8n-nodes-base.code",
  typeVersion: 2,
  parameters: { mode: "runOnceForAllItems", language: "javaScript", jsCode: [...files, jsCode].join("\n") },
});

export const WEBHOOK_CREDENTIAL = {
  httpHeaderAuth: { id: "YOUR_CREDENTIAL_WEBHOOK_ID", name: "Genesis webhook token" },
};

/** What follows a failed call: stop, go on, or take the error output. */
export type OnError = "stopWorkflow" | "continueRegularOutput" | "continueErrorOutput";

interface PostOptions {
  tries?: number;
  onError?: OnError;
  /** Any status is an answer: {statusCode, body}. */
  anyStatus?: boolean;
}

/** Said outright: an answer whose format n8n detects by itself is decoded in a guessed character set. */
export const jsonAnswer = (anyStatus = false) => ({
  timeout: 30_000,
  response: {
    response: { responseFormat: "json", ...(anyStatus && { fullResponse: true, neverError: true }) },
  },
});

/** POSTs JSON to a function with the workspace's token. `url` and `body` are JavaScript, without two braces in a row. */
export const post = (
  name: string,
  url: string,
  body: string,
  { tries = 3, onError, anyStatus }: PostOptions = {},
): NodeDraft => ({
  name,
  type: "n8n-nodes-base.httpRequest",
  typeVersion: 4.5,
  parameters: {
    method: "POST",
    url: `={{ ${url} }}`,
    authentication: "genericCredentialType",
    genericAuthType: "httpHeaderAuth",
    sendBody: true,
    specifyBody: "json",
    jsonBody: `={{ JSON.stringify(${body}) }}`,
    options: jsonAnswer(anyStatus),
  },
  credentials: WEBHOOK_CREDENTIAL,
  retryOnFail: true,
  maxTries: tries,
  waitBetweenTries: 5_000,
  ...(onError && { onError }),
});

/** Items one at a time: output 0 when all are done, output 1 for each. */
export const loop = (): NodeDraft => ({
  name: "Loop",
  type: "n8n-nodes-base.splitInBatches",
  typeVersion: 3,
  parameters: { batchSize: 1, options: {} },
});

/** Output 0 when the JavaScript is true, else output 1. */
export const when = (name: string, condition: string): NodeDraft => ({
  name,
  type: "n8n-nodes-base.if",
  typeVersion: 2.3,
  parameters: {
    conditions: {
      options: { caseSensitive: true, leftValue: "", typeValidation: "strict", version: 3 },
      conditions: [
        {
          id: "condition",
          leftValue: `={{ ${condition} }}`,
          rightValue: true,
          operator: { type: "boolean", operation: "true", singleValue: true },
        },
      ],
      combinator: "and",
    },
    options: {},
  },
});

export const waitMinutes = (name: string, amount: number): NodeDraft => ({
  name,
  type: "n8n-nodes-base.wait",
  typeVersion: 1.1,
  parameters: { resume: "timeInterval", amount, unit: "minutes" },
  webhookId: "made by the compiler",
});

/** Five minutes, and for a day. */
const TELL_TRIES = 288;

/** What goes between two tries of a call whose loss would be one: a pause, and an end. Output 0: too often. */
export const untilTold = (pause: string, end: string): NodeDraft[] => [
  waitMinutes(pause, 5),
  when(end, `$runIndex >= ${TELL_TRIES}`),
];

export const stop = (name: string, errorMessage: string): NodeDraft => ({
  name,
  type: "n8n-nodes-base.stopAndError",
  typeVersion: 1,
  parameters: { errorMessage },
});

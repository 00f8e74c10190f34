// Runs inside n8n (EXTERNAL_HOOK_FILES) and reports to the sidecar at SIDECAR_EVENTS_URL what each node does:
// name, type, time, number of items, outcome; never an item. In order, in batches, again until it is heard, and
// never at the cost of a workflow: nothing here throws, blocks, or keeps more than LIMIT events.
// It hangs on a class that n8n does not document: the version is pinned, and `hook_failed` says when it is gone.
const { randomUUID } = require("node:crypto");
const { createRequire } = require("node:module");

const URL_OF_SIDECAR = process.env.SIDECAR_EVENTS_URL;
const LIMIT = 20_000;
const BATCH = 200;
const GATHER_MS = 20;
const LONGEST_PAUSE_MS = 10_000;

const source = randomUUID();
const waiting = [];
let first = 1; // the number of waiting[0]
let sending = false;
let failures = 0;

function later(ms) {
  setTimeout(send, ms).unref();
}

async function send() {
  if (sending || waiting.length === 0) return;
  sending = true;
  const events = waiting.slice(0, BATCH);
  const sentFrom = first;
  try {
    const answer = await fetch(URL_OF_SIDECAR, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ source, first: sentFrom, events }),
      signal: AbortSignal.timeout(10_000),
    });
    // 400: the sidecar will not understand them later either.
    if (!answer.ok && answer.status !== 400) throw new Error(String(answer.status));
    const heard = sentFrom + events.length - first; // fewer when the oldest were dropped meanwhile
    waiting.splice(0, heard);
    first += heard;
    failures = 0;
  } catch {
    failures += 1;
  }
  sending = false;
  if (waiting.length > 0) later(failures === 0 ? 0 : Math.min(100 * 2 ** failures, LONGEST_PAUSE_MS));
}

function say(type, fields) {
  if (!URL_OF_SIDECAR) return;
  waiting.push({ type, at: new Date().toISOString(), ...fields });
  if (waiting.length > LIMIT) {
    waiting.shift();
    first += 1;
  }
  if (waiting.length === 1) later(GATHER_MS);
}

const text = (value) => (typeof value === "string" ? value : undefined);

function of(c) {
  return { execution_id: text(c.executionId), workflow_id: text(c.workflow?.id), mode: text(c.mode) };
}

function nodeOf(c) {
  const nodes = c.workflow?.nodes ?? {};
  const found = Array.isArray(nodes) ? nodes.find((n) => n.name === c.nodeName) : nodes[c.nodeName];
  return { ...of(c), node_name: text(c.nodeName), node_type: text(found?.type) };
}

const quietly = (work) => (context) => {
  try {
    work(context);
  } catch {
    // an event less, and a workflow unharmed
  }
};

class GenesisNodeEvents {
  nodeBefore = quietly((c) => say("node_start", nodeOf(c)));

  nodeAfter = quietly((c) => {
    const task = c.taskData ?? {};
    const items = (task.data?.main ?? []).reduce((sum, output) => sum + (output?.length ?? 0), 0);
    say(task.error ? "node_error" : "node_complete", {
      ...nodeOf(c),
      ms: task.executionTime,
      status: text(task.executionStatus),
      items,
      error: text(task.error?.message),
    });
  });

  workflowAfter = quietly((c) => {
    const status = text(c.runData?.status);
    const error = text(c.runData?.data?.resultData?.error?.message);
    // A run that waits has not ended: it comes back, and says so then.
    if (status !== "waiting") say(status === "success" ? "complete" : "error", { ...of(c), status, error });
  });
}

let installed = false;
function install() {
  if (installed) return;
  installed = true;
  const fromN8n = createRequire(process.argv[1]); // …/node_modules/n8n/bin/n8n
  const { Container } = fromN8n("@n8n/di");
  const { LifecycleMetadata } = fromN8n("@n8n/decorators");
  Container.set(GenesisNodeEvents, new GenesisNodeEvents());
  const metadata = Container.get(LifecycleMetadata);
  const register = (eventName, methodName) =>
    metadata.register({ handlerClass: GenesisNodeEvents, methodName, eventName });
  register("nodeExecuteBefore", "nodeBefore");
  register("nodeExecuteAfter", "nodeAfter");
  register("workflowExecuteAfter", "workflowAfter");
}

module.exports = {
  n8n: {
    ready: [
      async () => {
        try {
          install();
          say("hook_ready", {});
        } catch (error) {
          say("hook_failed", { error: String(error) });
        }
      },
    ],
    stop: [send],
  },
};

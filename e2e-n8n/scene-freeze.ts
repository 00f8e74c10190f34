// W3 and W4 of the acceptance on the real n8n: frozen while it works, then open again with a new token.
import assert from "node:assert/strict";
import { sleep } from "../stack/errors.ts";
import { SENDER } from "./acme.ts";
import { reply } from "./answers.ts";
import { WORKFLOWS } from "./deployed.ts";
import type { N8nApi } from "./n8n-api.ts";
import { createOperator, type Operator, stageTimes } from "./operator.ts";
import { becomes, count, emailOf, FOREIGN, firstMailTo } from "./support.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

const RUNS = 3;
/** Each run takes ten, and its own schedule may take ten more. */
const NEW_LEADS = 40;
/** The acceptance's limit; the figure is printed. */
const OFF_WITHIN_MS = 10_000;
const LOOKUP = { action: "lookup", email: emailOf(0) };
const UNFINISHED = ["running", "waiting", "new"];

const ours = async ({ n8n, mapped }: World): Promise<boolean[]> => {
  const ids = (await mapped("workflow")).map((row) => row.n8n_id);
  return (await n8n.listed("workflows"))
    .filter(({ id }) => ids.includes(id))
    .map(({ active }) => active === true);
};
const all = (active: boolean): boolean[] => Array.from({ length: WORKFLOWS }, () => active);

const open = async (n8n: N8nApi): Promise<number> =>
  (await Promise.all(UNFINISHED.map((status) => n8n.executions({ status })))).flat().length;

/** Three runs of Research Report in the middle of asking the model; gives their ids. */
async function startRuns(world: World): Promise<string[]> {
  const { model, n8n } = world;
  const { campaign } = await world.assembled();
  const leads = Array.from({ length: NEW_LEADS }, (_, n) => ({ email: `frozen${n}@prospects.test` }));
  assert.equal(
    (await world.call("leads", { action: "upsert", campaign_id: campaign.id, leads })).status,
    200,
  );
  const before = model.calls.length;
  const id = await world.workflow("research_report");
  const started: string[] = [];
  for (let n = 0; n < RUNS; n++) started.push(await n8n.start(id, "Schedule"));
  assert.ok(await becomes(async () => model.calls.length >= before + RUNS), "each asks the model");
  const running = (await n8n.executions({ status: "running" })).map((run) => run.id);
  for (const run of started) assert.ok(running.includes(run), `${run} runs`);
  return started;
}

async function freezes(world: World, operator: Operator, held: string): Promise<void> {
  const { n8n, model, mailbox } = world;
  const foreign = await n8n.makeWorkflow("Somebody's own", FOREIGN);
  await n8n.activate(foreign);
  assert.deepEqual(await ours(world), all(true));
  const release = model.hold();
  try {
    const started = await startRuns(world);
    const { pending } = await operator.freeze("a test of the kill switch");
    assert.deepEqual(pending, ["workflows_off", "executions_drained", "verified"]);
    assert.equal((await world.call("leads", LOOKUP, held)).status, 403, "at once");
    const isVerified = async () => (await operator.show()).pending.length === 0;
    assert.ok(await becomes(isVerified), JSON.stringify(await operator.show()));
    const shown = await operator.show();
    const times = stageTimes(shown);
    console.log(
      `  ${Object.entries(times)
        .map(([stage, ms]) => `${stage} ${ms} ms`)
        .join(", ")}`,
    );
    assert.ok(
      (times.workflows_off as number) <= OFF_WITHIN_MS,
      `workflows off after ${times.workflows_off} ms`,
    );
    const [, , off, drained] = shown.stages.map(({ detail }) => detail);
    assert.deepEqual(off, { workflows: WORKFLOWS, were_active: WORKFLOWS });
    assert.ok(Number(drained?.stopped) >= RUNS, JSON.stringify(drained));
    assert.deepEqual(await ours(world), all(false));
    assert.equal((await n8n.getWorkflow(foreign)).active, true, "what is not Genesis's stays as it is");
    assert.equal(await open(n8n), 0, "no execution is left");
    const ended = await n8n.executions({ status: "canceled" });
    for (const run of started)
      assert.ok(
        ended.some(({ id }) => id === run),
        `${run} was stopped`,
      );
  } finally {
    release();
    await n8n.deleteWorkflow(foreign);
  }
  const [asked, read] = [model.calls.length, mailbox.reads];
  const original = firstMailTo(world, emailOf(7)).headers["message-id"] ?? "";
  const id = "reply7@prospects.test";
  mailbox.deliver(reply({ id, from: emailOf(7), to: SENDER, original, text: "Do call." }));
  await sleep(1_000);
  assert.deepEqual(
    [model.calls.length, mailbox.reads],
    [asked, read],
    "nobody asks the model, or reads mails",
  );
}

async function staysUnmailed({ n8n, sink, workflow }: World): Promise<void> {
  sink.mails.length = 0;
  const done = await n8n.run(await workflow("email_3"), "Schedule");
  assert.notEqual(done.status, "success");
  assert.equal(sink.mails.length, 0);
}

async function opens(world: World, operator: Operator, held: string): Promise<void> {
  assert.deepEqual((await operator.unfreeze()).reactivating, []);
  assert.equal((await world.call("leads", LOOKUP, held)).status, 401, "the old token");
  assert.equal((await world.call("leads", LOOKUP)).status, 200, "the new one");
  const isHanded = async () => (await operator.show()).commands.every(({ status }) => status === "done");
  assert.ok(await becomes(isHanded), JSON.stringify((await operator.show()).commands));
  assert.deepEqual(await ours(world), all(false), "off until somebody asks");
}

async function worksAgain(world: World, operator: Operator): Promise<void> {
  const replied = await count(world, "replied");
  assert.equal((await operator.reactivate()).reactivating.length, WORKFLOWS);
  assert.ok(await becomes(async () => (await ours(world)).every(Boolean)), "they start");
  // With the new token, which n8n's one credential was given, and from where the trigger had stopped reading.
  assert.ok(await becomes(async () => (await count(world, "replied")) === replied + 1), "the reply is told");
}

export async function playFreeze(world: World, { check }: Tally): Promise<void> {
  const operator = createOperator(world);
  const held = await world.token(); // the vault opens nothing while the workspace is frozen
  await check(
    "W3 frozen while three runs ask the model: all workflows off, the runs stopped, each stage timed",
    () => freezes(world, operator, held),
  );
  await check("W3 a run that somebody starts in n8n all the same mails nobody", () => staysUnmailed(world));
  await check("W4 unfrozen, the old token is refused, the new one taken, and workflows stay off", () =>
    opens(world, operator, held),
  );
  await check("W4 started again, they work with the new token: a reply of the frozen time is read", () =>
    worksAgain(world, operator),
  );
}

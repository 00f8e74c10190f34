// Ignition through the state machine on the real n8n: launched with secrets that are refused, launched and cancelled,
// then launched until acme is active.
import assert from "node:assert/strict";
import type { Run } from "../cli/ignition/run.ts";
import { CREDENTIALS, isDeployed, STORED, WORKFLOWS } from "./deployed.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

const STEPS = [
  "partition_creating",
  "droplet_provisioning",
  "handshake_pending",
  "credentials_injecting",
  "workflows_deploying",
  "activating",
];
const UNMAKING = ["rollback_workflows", "rollback_credentials", "rollback_droplet", "rollback_partition"];

/** What the database says of a try whose functions' process ended, as it does where their code is being changed. */
const DIED = "The process died before it reported.";

const done = ({ operations }: Run) =>
  operations.filter((o) => o.error !== DIED).map((o) => `${o.operation} ${o.status}`);
const once = (steps: string[]) => steps.map((step) => `${step} completed`);

const removed = ({ operations }: Run, step: string): number =>
  Number(operations.find((o) => o.operation === step)?.result.removed);

/** Everything that a run made is unmade, in n8n and in the database; what people stored stays. */
async function nothingIsLeft({ n8n, mapped, stored, sql, workspaceId }: World, ended: Run): Promise<void> {
  assert.equal(ended.state?.rollback_success, true, JSON.stringify(ended.state?.error_detail));
  assert.deepEqual(done(ended).slice(-UNMAKING.length), once(UNMAKING));
  for (const what of ["workflows", "credentials"] as const) assert.deepEqual(await n8n.listed(what), []);
  for (const kind of ["workflow", "credential"] as const) assert.equal((await mapped(kind)).length, 0);
  const kept = await sql`select from genesis.partition_registry where workspace_id = ${workspaceId}`;
  assert.equal(kept.length, 0, "its partition is gone");
  assert.deepEqual(await stored(), STORED);
}

/** Launched, it fails at `step` with these words. */
async function failsAt({ run }: World, step: string, words: RegExp): Promise<Run> {
  assert.equal((await run.launch("owner")).status, 202);
  const ended = await run.until(({ state }) => state?.status === "failed");
  assert.equal(ended.state?.error_step, step);
  assert.match(ended.state?.error_message ?? "", words);
  return ended;
}

async function playRollbacks(world: World, { check }: Tally): Promise<void> {
  const { run, mapped, store } = world;

  await check("an OpenAI key that the provider refuses: the launch fails there, and is unmade", async () => {
    await store("openai_api", { api_key: "sk-of-somebody-else" });
    const ended = await failsAt(world, "credentials_injecting", /refuses the stored credential 'openai_api'/);
    await store("openai_api");
    assert.ok(removed(ended, "rollback_credentials") > 0, "there was something to unmake");
    await nothingIsLeft(world, ended);
  });

  await check(
    "a workflow that does not start, its mailbox lets nobody in: all seven are unmade",
    async () => {
      await store("imap", { password: "wrong" });
      const ended = await failsAt(world, "activating", /problem activating the workflow/);
      await store("imap");
      assert.equal(removed(ended, "rollback_workflows"), WORKFLOWS);
      assert.equal(removed(ended, "rollback_credentials"), CREDENTIALS.length);
      await nothingIsLeft(world, ended);
    },
  );

  await check("a launch that is cancelled while it deploys leaves nothing in n8n", async () => {
    assert.equal((await run.launch("owner")).status, 202);
    await run.until(async () => (await mapped("workflow")).some((row) => row.state === "made"));
    assert.equal((await run.cancel("operator")).status, 202);
    const ended = await run.until(({ state }) => state?.status === "failed");
    assert.ok(removed(ended, "rollback_workflows") > 0, "there was something to unmake");
    assert.equal(removed(ended, "rollback_credentials"), CREDENTIALS.length);
    await nothingIsLeft(world, ended);
  });
}

async function playLaunch(world: World, { check }: Tally): Promise<void> {
  const { run, n8n } = world;
  await check("launched, acme is active, each step done once", async () => {
    assert.equal((await run.launch("owner")).status, 202);
    assert.deepEqual(done(await run.until(({ state }) => state?.status === "active")), once(STEPS));
  });

  await check(
    "n8n has seven workflows of Genesis's, active and as they were compiled, and four credentials",
    () => isDeployed(world),
  );

  await check("launched again, by whomever, it is active already and nothing is made twice", async () => {
    for (const person of ["owner", "operator"] as const) {
      const { status, already_active } = await run.launch(person);
      assert.deepEqual([status, already_active], [200, true]);
    }
    const there = [(await n8n.listed("workflows")).length, (await n8n.listed("credentials")).length];
    assert.deepEqual(there, [WORKFLOWS, CREDENTIALS.length]);
  });
}

export async function playIgnition(world: World, tally: Tally): Promise<void> {
  await playRollbacks(world, tally);
  await playLaunch(world, tally);
}

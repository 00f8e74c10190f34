// Ignition through the state machine on the real n8n: a stack of its own, as `genesis up --engine n8n` starts it, in
// which acme is launched and cancelled, then launched until it is active. All of it has ended before the next n8n boots.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import type { Run } from "../cli/ignition/run.ts";
import type { Home } from "../stack/paths.ts";
import { freePortRange } from "../stack/ports.ts";
import { isAlive } from "../stack/processes.ts";
import { readRun } from "../stack/run-file.ts";
import { type Stack, startStack } from "../stack/supervisor.ts";
import { type IgnitionRun, ignitionRun } from "./ignition-run.ts";
import type { Tally } from "./tally.ts";

const TAG = "genesis";
const WORKFLOWS = 7;
const CREDENTIALS = ["imap", "openai_api", "smtp", "webhook"];
const STEPS = [
  "partition_creating",
  "droplet_provisioning",
  "handshake_pending",
  "credentials_injecting",
  "workflows_deploying",
  "activating",
];
const UNMAKING = ["rollback_workflows", "rollback_credentials", "rollback_droplet", "rollback_partition"];

const trail = ({ operations }: Run) => operations.map((o) => `${o.operation} ${o.attempt} ${o.status}`);
const once = (steps: string[]) => steps.map((step) => `${step} 1 completed`);

async function playRollback(run: IgnitionRun, { check }: Tally): Promise<void> {
  await check("a launch that is cancelled while it deploys leaves nothing in n8n", async () => {
    assert.equal((await run.launch("owner")).status, 202);
    await run.until(async () => (await run.mapped("workflow")).some((row) => row.state === "made"));
    assert.equal((await run.cancel("operator")).status, 202);
    const ended = await run.until(({ state }) => state?.status === "failed");
    assert.equal(ended.state?.rollback_success, true, JSON.stringify(ended.state?.error_detail));
    assert.deepEqual(trail(ended).slice(-UNMAKING.length), once(UNMAKING));
    const removed = (step: string) => ended.operations.find((o) => o.operation === step)?.result.removed;
    assert.ok(Number(removed("rollback_workflows")) > 0, "there was something to unmake");
    assert.equal(removed("rollback_credentials"), CREDENTIALS.length);
    for (const what of ["workflows", "credentials"] as const) assert.deepEqual(await run.listed(what), []);
    for (const kind of ["workflow", "credential"] as const) assert.equal((await run.mapped(kind)).length, 0);
  });
}

async function playLaunch(run: IgnitionRun, { check }: Tally): Promise<void> {
  await check("launched, acme is active, each step done once", async () => {
    assert.equal((await run.launch("owner")).status, 202);
    assert.deepEqual(trail(await run.until(({ state }) => state?.status === "active")), once(STEPS));
  });

  await check(
    "n8n has seven workflows of Genesis's, active and filled in, and four credentials",
    async () => {
      const workflows = await run.listed("workflows");
      assert.equal(workflows.length, WORKFLOWS);
      for (const { name, active, tags, nodes } of workflows) {
        assert.deepEqual([active, tags?.map((tag) => tag.name)], [true, [TAG]], name);
        assert.ok(nodes?.length, `${name}: n8n gave its nodes`);
        assert.ok(!JSON.stringify(nodes).includes("YOUR_"), `${name}: no placeholder`);
      }
      const [mapped, credentials] = [await run.mapped("workflow"), await run.mapped("credential")];
      assert.ok([...mapped, ...credentials].every((row) => row.state === "made"));
      assert.deepEqual(workflows.map(({ id }) => id).sort(), mapped.map((row) => row.n8n_id).sort());
      assert.deepEqual(credentials.map((row) => row.logical_id).sort(), CREDENTIALS);
      const stored = await run.listed("credentials");
      assert.deepEqual(stored.map(({ id }) => id).sort(), credentials.map((row) => row.n8n_id).sort());
    },
  );

  await check("launched again, by whomever, it is active already and nothing is made twice", async () => {
    for (const person of ["owner", "operator"] as const) {
      const { status, already_active } = await run.launch(person);
      assert.deepEqual([status, already_active], [200, true]);
    }
    const there = [(await run.listed("workflows")).length, (await run.listed("credentials")).length];
    assert.deepEqual(there, [WORKFLOWS, CREDENTIALS.length]);
  });
}

/** `home`: of the scene's own. Whatever comes, the stack and its n8n have ended afterwards. */
export async function playIgnition(
  home: Home,
  tally: Tally,
  say: (line: string) => void,
  interrupted: AbortSignal,
): Promise<void> {
  let stack: Stack | undefined;
  await tally.check("a stack starts with the real n8n behind its sidecar", async () => {
    stack = await startStack(home, await freePortRange(), say, interrupted, "n8n");
  });
  if (!stack) return; // startStack has stopped what it had started
  const { info, stop } = stack;
  try {
    const run = await ignitionRun(info, interrupted);
    await playRollback(run, tally);
    await playLaunch(run, tally);
    await run.close();
  } finally {
    const parts = Object.entries(readRun(home)?.children ?? {});
    await tally.check("the stack takes its n8n along when it stops", async () => {
      await stop();
      assert.ok(parts.some(([name]) => name === "n8n"));
      assert.deepEqual(
        parts.filter(([, who]) => isAlive(who)).map(([name]) => name),
        [],
      );
    });
    rmSync(home.postgres, { recursive: true, force: true });
  }
}

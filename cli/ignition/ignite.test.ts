// Ignition from the command line, on a stack of its own with the simulator: a run here changes the workspace acme.
// The tests follow one another, as an operator's day would: one file, because they share one stack.
import { describe, expect, it } from "vitest";
import { readRun as readRunFile } from "../../stack/run-file.ts";
import { eventually } from "../../stack/testing.ts";
import { ownStack } from "../testing.ts";
import type { Run } from "./run.ts";

const FORWARD = [
  "partition_creating",
  "droplet_provisioning",
  "handshake_pending",
  "credentials_injecting",
  "workflows_deploying",
  "activating",
];
const TEMPLATES = 7;
const { genesis, home, info, sql } = await ownStack("simulator");

const status = async (slug: string): Promise<Run> =>
  JSON.parse((await genesis("status", slug, "--json")).out) as Run;

/** What stands in the simulated n8n. */
async function engine(): Promise<{ workflows: { active: boolean }[]; credentials: unknown[] }> {
  const answer = await fetch(`${info.n8n_url}/simulator/state`);
  return answer.json() as Promise<{ workflows: { active: boolean }[]; credentials: unknown[] }>;
}

const faults = (wanted: object): Promise<Response> =>
  fetch(`${info.n8n_url}/simulator/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
  });

const live = async (): Promise<number> => (await engine()).workflows.filter(({ active }) => active).length;

describe("a launch that waits for something", () => {
  it("is refused (8) with what is missing and where to enter it, and nothing has begun", async () => {
    await sql("update genesis.credential_store set type = 'apify' where type = 'openai_api'");
    const ran = await genesis("ignite", "acme");
    expect(ran).toMatchObject({ code: 8, out: "" });
    expect(ran.err).toContain("Missing OpenAI key — complete the Credentials stage");
    expect((await status("acme")).state).toBeNull();
    await sql("update genesis.credential_store set type = 'openai_api' where type = 'apify'");
  });
});

describe("a run that fails", () => {
  it("is told with its step and its reason (1), leaves nothing, and may be retried", async () => {
    await faults({ badSecrets: ["sk-demo-not-a-real-key"] });
    const ran = await genesis("ignite", "acme");
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/acme failed in credentials_injecting after .*openai_api/);
    expect(ran.err).toContain("✓ rollback_partition");
    expect(await engine()).toMatchObject({ workflows: [], credentials: [] });
    expect((await genesis("status", "acme")).code).toBe(1);
    expect((await genesis("retry", "acme")).code).toBe(1);
    await faults({});
  });

  it("cancel turns a run round and shows what it unmade (0)", async () => {
    await faults({ latencyMs: 150 });
    const launched = genesis("ignite", "acme");
    const [injecting] = await eventually(async () =>
      [await status("acme")].filter(({ state }) => state?.status === "credentials_injecting"),
    );
    expect(injecting).toBeDefined();
    const cancelled = await genesis("cancel", "acme");
    await faults({});
    expect(cancelled).toMatchObject({ code: 0, out: expect.stringContaining("Cancelled") });
    expect((await launched).code).toBe(1);
    expect(await engine()).toMatchObject({ workflows: [], credentials: [] });
  });
});

describe("a run that ends well", () => {
  it("retry shows each step and ends active (0)", async () => {
    const ran = await genesis("retry", "acme");
    expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/acme is active after .* 7 workflows/) });
    for (const step of FORWARD) expect(ran.err).toMatch(new RegExp(`✓ ${step} +attempt 1 +[\\d.]+ s`));
    const { state, operations } = await status("acme");
    expect(state?.status).toBe("active");
    expect(operations.map(({ operation }) => operation)).toEqual(FORWARD);
    expect(operations.every((step) => step.status === "completed")).toBe(true);
    expect(await live()).toBe(TEMPLATES);
  });

  it("n8n has the webhook token that the command prints, a new one too", async () => {
    const [before, after] = [
      await genesis("webhook-token", "acme", "--rotate"),
      await genesis("webhook-token", "acme"),
    ];
    expect(after.out).toMatch(/^[0-9a-f]{64}\n$/);
    expect(after.out).toBe(before.out);
    const told = await eventually(() =>
      sql("select from genesis.commands where action = 'rotate_webhook_token' and status = 'done'"),
    );
    expect(told).toHaveLength(1);
  });

  it("a killed sidecar comes back, and finds what it had made", async () => {
    const killed = readRunFile(home)?.children.sidecar?.pid ?? 0;
    process.kill(killed, "SIGKILL");
    const [count] = await eventually(async () => {
      if (readRunFile(home)?.children.sidecar?.pid === killed) return [];
      return live().then(
        (found) => [found],
        () => [], // the next one does not listen yet
      );
    });
    expect(count).toBe(TEMPLATES);
  });

  it("what is not possible any more is refused (8), and a repeat changes nothing (0)", async () => {
    expect((await genesis("ignite", "acme")).code).toBe(0);
    for (const act of ["retry", "cancel"]) expect((await genesis(act, "acme")).code).toBe(8);
    expect((await genesis("ignite", "ohio")).code).toBe(8);
    expect((await genesis("ignite", "nobody")).code).toBe(2);
    expect((await engine()).workflows).toHaveLength(TEMPLATES);
  });
});

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startSimulator } from "../simulator/simulator.ts";
import { BadSettings, readConfig } from "../src/config.ts";
import { eventually, healthOf, startWorld, type World } from "../testing/world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

describe("the first boot", () => {
  it("makes keys, owner and API key, enrols once, and keeps all that to itself", async () => {
    world = await startWorld();
    expect(world.genesis.enrolments).toBe(1);
    const { state } = world.sidecar.simulator as NonNullable<World["sidecar"]["simulator"]>;
    expect([state.owner?.email, state.apiKeys.length]).toEqual(["owner@workspace.local", 1]);
    expect(state.apiKeys[0]?.scopes).not.toContain("user:list");
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(world.stateDir)).toBe(0o700);
    for (const name of readdirSync(world.stateDir))
      expect([name, mode(join(world.stateDir, name))]).toEqual([name, 0o600]);
    const secrets = JSON.parse(readFileSync(join(world.stateDir, "secrets.json"), "utf8"));
    const said = world.lines.join("\n");
    for (const secret of [secrets.sign_key.d, secrets.owner_password, secrets.api_key, world.genesis.token])
      expect(said).not.toContain(secret);
    const keys = world.genesis.keys;
    await world.restart();
    expect([world.genesis.enrolments, world.genesis.keys]).toEqual([1, keys]);
    expect(state.apiKeys).toHaveLength(1);
  });

  it("waits for Genesis, and says no for good to nothing but a refused token", async () => {
    world = await startWorld({ ready: false, enrolToken: "not the token" });
    await eventually("a refusal", async () =>
      /401/.test((await healthOf(world?.sidecar.url as string)).problem),
    );
    const { status, body } = await world.send("LIST_WORKFLOWS", {}, {});
    expect([status, body.code]).toEqual([503, "not_enrolled"]);
    await world.stop();
    world = await startWorld({ ready: false });
    world.genesis.failNext = { count: 2, status: 503 };
    await eventually("an enrolment", async () => (await healthOf(world?.sidecar.url as string)).enrolled);
  });

  it("goes to another workspace with another token, and takes its commands from the first on", async () => {
    world = await startWorld();
    await world.do("LIST_WORKFLOWS", {}, { epoch: 9, seq: 9 });
    const before = world.genesis.workspaceId;
    Object.assign(world.genesis, { token: "another one-time token", workspaceId: crypto.randomUUID() });
    await world.restart({ enrolToken: "another one-time token" });
    await eventually(
      "the other workspace",
      async () => (await healthOf(world?.sidecar.url as string)).workspace_id !== before,
    );
    await world.do("LIST_WORKFLOWS", {}, { epoch: 1, seq: 1 });
    expect(world.genesis.enrolments).toBe(2);
  });

  it("refuses an n8n of an unknown version in a clear sentence, and runs no command on it", async () => {
    const other = await startSimulator({ version: "3.0.1" });
    world = await startWorld({ ready: false, engineUrl: other.url });
    await eventually("an answer of n8n", async () =>
      /3\.0\.1/.test((await healthOf(world?.sidecar.url as string)).problem),
    );
    expect(await healthOf(world.sidecar.url)).toMatchObject({
      ok: false,
      engine: {
        ready: false,
        problem: expect.stringMatching(/n8n 3\.0\.1 is not known .*2\.41\.x.*install/),
      },
    });
    await eventually("an enrolment", () => world?.genesis.keys !== undefined);
    const { body } = await world.send("LIST_WORKFLOWS");
    expect(body.error).toMatchObject({ code: "engine_unready", retryable: true });
    await other.stop();
  });

  it("refuses an n8n that does not say its version as one that it does not know", async () => {
    const old = await startSimulator();
    old.setFaults({ rules: [{ match: "^GET /rest/instance-registry$", fault: 404, after: 0 }] });
    world = await startWorld({ ready: false, engineUrl: old.url });
    const known =
      /n8n of an unknown version.* is not known to this sidecar \(it knows 2\.41\.x\): install a known one/;
    await eventually("that sentence", async () =>
      known.test((await healthOf(world?.sidecar.url as string)).engine.problem),
    );
    await old.stop();
  });

  it("names every setting that is missing or wrong", () => {
    expect(() => readConfig({ SIDECAR_PORT: "x", N8N_URL: "not a url" })).toThrow(BadSettings);
    try {
      readConfig({ SIDECAR_PORT: "70000", N8N_URL: "ftp://x" });
    } catch (error) {
      const text = (error as BadSettings).problems.join("\n");
      for (const name of ["SIDECAR_PORT", "SIDECAR_STATE_DIR", "GENESIS_FUNCTIONS_URL", "N8N_URL"])
        expect(text).toContain(name);
    }
  });
});

import { randomUUID } from "node:crypto";
import { generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../src/auth/keys.ts";
import type { Overrides } from "../testing/commander.ts";
import { healthOf, startWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ simulator: { publishMs: 20 } });
});
afterAll(() => world.stop());

const refusal = async (over: Overrides): Promise<[number, string]> => {
  const { status, body } = await world.send("DEACTIVATE_ALL_WORKFLOWS", {}, over);
  expect(body).toMatchObject({ error: expect.any(String), request_id: expect.any(String) });
  return [status, body.code];
};
const inSeconds = (s: number): number => Math.floor(Date.now() / 1000) + s;

describe("a command's token", () => {
  it("is for this workspace, this audience, from Genesis", async () => {
    expect(await refusal({ claims: { workspace_id: randomUUID() } })).toEqual([401, "wrong_workspace"]);
    expect(await refusal({ claims: { aud: "somebody" } })).toEqual([401, "token_invalid"]);
    expect(await refusal({ claims: { iss: "somebody" } })).toEqual([401, "token_invalid"]);
    const other = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    expect(await refusal({ signer: other.privateKey })).toEqual([401, "token_invalid"]);
  });

  it("lives a minute at most", async () => {
    expect(await refusal({ claims: { exp: inSeconds(-30) } })).toEqual([401, "token_expired"]);
    expect(await refusal({ claims: { exp: inSeconds(3600) } })).toEqual([401, "token_invalid"]);
    expect(await refusal({ claims: { exp: undefined } })).toEqual([401, "token_invalid"]);
  });

  it("is signed, and by nothing but EdDSA", async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      workspace_id: world.genesis.workspaceId,
      iss: "genesis",
      aud: "sidecar",
      exp: inSeconds(30),
    };
    const none = `${part({ alg: "none" })}.${part(claims)}.`;
    const hmac = `${part({ alg: "HS256" })}.${part(claims)}.${part("signature")}`;
    for (const token of [none, hmac, "a.b.c", "nonsense"])
      expect(await refusal({ token })).toEqual([401, "token_invalid"]);
    const answer = await fetch(`${world.sidecar.url}/api/command`, { method: "POST", body: "{}" });
    expect([answer.status, (await answer.json()).code]).toEqual([401, "token_missing"]);
  });

  it("is for these bytes and this command", async () => {
    const otherBody = JSON.stringify({ command_id: "another", action: "DELETE_WORKFLOW", payload: {} });
    expect(await refusal({ otherBody })).toEqual([401, "body_mismatch"]);
    expect(await refusal({ claims: { body_sha256: sha256Hex("") } })).toEqual([401, "body_mismatch"]);
    expect(await refusal({ claims: { action: "LIST_WORKFLOWS" } })).toEqual([401, "token_invalid"]);
    expect(await refusal({ claims: { command_id: randomUUID() } })).toEqual([401, "token_invalid"]);
  });

  it("names epoch and seq, whole numbers", async () => {
    for (const claims of [
      { epoch: undefined },
      { seq: undefined },
      { seq: -1 },
      { epoch: "1" },
      { seq: 1.5 },
    ])
      expect(await refusal({ claims })).toEqual([401, "token_invalid"]);
  });

  it("is refused when it is large, is no JSON, or is sent elsewhere", async () => {
    const post = (path: string, body: string) => fetch(world.sidecar.url + path, { method: "POST", body });
    expect((await post("/api/command", "x".repeat(5 * 1024 * 1024))).status).toBe(413);
    expect((await post("/events", "{}")).status).toBe(404);
    expect((await post("/", "{}")).status).toBe(404);
  });

  it("says nothing of secrets in health, and nothing was refused silently", async () => {
    const health = await healthOf(world.sidecar.url);
    expect(Object.keys(health).toSorted()).toEqual([
      "engine",
      "enrolled",
      "ok",
      "problem",
      "version",
      "workspace_id",
    ]);
    expect(world.lines.filter((line) => line.includes("token_refused")).length).toBeGreaterThan(15);
  });
});

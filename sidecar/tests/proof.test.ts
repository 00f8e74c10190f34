import { compactVerify, exportJWK, generateKeyPair, importJWK } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { eventually, startWorld, type World } from "../testing/world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

describe("the sidecar proves itself", () => {
  it("by signing a nonce with the key that it enrolled", async () => {
    world = await startWorld();
    const ask = (nonce: string) =>
      fetch(`${world?.sidecar.url}/api/challenge`, { method: "POST", body: JSON.stringify({ nonce }) });
    const said = await (await ask("nonce-nonce-nonce-1")).json();
    expect(said).toMatchObject({
      workspace_id: world.genesis.workspaceId,
      nonce: "nonce-nonce-nonce-1",
      engine_ready: true,
    });
    const key = await importJWK(world.genesis.keys?.sign ?? {}, "EdDSA");
    const { payload, protectedHeader } = await compactVerify(said.signature, key);
    const claims = JSON.parse(new TextDecoder().decode(payload));
    expect(claims).toMatchObject({
      workspace_id: said.workspace_id,
      nonce: said.nonce,
      iat: expect.any(Number),
    });
    expect(protectedHeader.typ).toBe("genesis-challenge");
    for (const nonce of ["short", "x".repeat(300), '{"workspace_id":"x"}'])
      expect((await ask(nonce)).status).toBe(400);
  });

  it("takes over new keys of Genesis only beside one that it trusts", async () => {
    world = await startWorld({ heartbeatSeconds: 0.1 });
    const { genesis } = world;
    await eventually("a heartbeat", () => genesis.heartbeats.length > 0);
    expect(genesis.heartbeats.at(-1)).toMatchObject({
      workspace_id: genesis.workspaceId,
      n8n_up: true,
      versions: { n8n: "2.41.1" },
    });
    const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    const next = { ...(await exportJWK(publicKey)), kid: "genesis-2" };
    const old = JSON.parse(JSON.stringify(genesis.trustedKey));
    const says = async () =>
      (await world?.send("LIST_WORKFLOWS", {}, { signer: privateKey, kid: "genesis-2" }))?.status;
    genesis.announcedKeys = [next];
    await eventually(
      "a refusal",
      () => world?.lines.some((line) => line.includes("foreign_keys_refused")) ?? false,
    );
    expect(await says()).toBe(401);
    genesis.announcedKeys = [next, old];
    await eventually("the new key", async () => (await says()) === 200);
    expect(genesis.forged).toEqual([]);
  });
});

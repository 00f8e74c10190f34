// Both ends of the wire, as Genesis's functions have theirs: its client commands this sidecar, its check of
// signatures takes this sidecar's word.
import { exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys, type SigningKeys } from "../../supabase/functions/_shared/auth/mod.ts";
import { createRequireSidecar } from "../../supabase/functions/_shared/auth/sidecar-signature.ts";
import { readSettings } from "../../supabase/functions/_shared/env.ts";
import { createHandshake, createHttpSidecarClient } from "../../supabase/functions/_shared/sidecar/mod.ts";
import { loadKeys, sha256Hex } from "../src/auth/keys.ts";
import { openSecrets } from "../src/state/secrets.ts";
import { deployment, HARD_TEXTS, headerCredential, schedule, workflow } from "../testing/workflows.ts";
import { eventually, startWorld, type World } from "../testing/world.ts";

let world: World;
let keys: SigningKeys;
let seq = 0;

beforeAll(async () => {
  world = await startWorld({ simulator: { publishMs: 20 }, heartbeatSeconds: 0.1 });
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: "functions-1" };
  keys = createSigningKeys(readSettings(() => JSON.stringify({ keys: [jwk] }), []));
  // The sidecar learns the functions' key as it learns any new key.
  world.genesis.announcedKeys = [
    world.genesis.trustedKey,
    { ...(await exportJWK(publicKey)), kid: "functions-1" },
  ];
  const beats = world.genesis.heartbeats.length;
  await eventually("the new key", () => world.genesis.heartbeats.length > beats + 1);
});
afterAll(() => world.stop());

const target = () => ({
  workspaceId: world.genesis.workspaceId,
  url: world.sidecar.url,
  sealKey: world.genesis.keys?.seal,
});
const client = () => createHttpSidecarClient({ keys, ticket: async () => ({ epoch: 1, seq: ++seq }) });

describe("Genesis's own client", () => {
  it("is understood: sealed, signed, in order", async () => {
    const credential = headerCredential(HARD_TEXTS.join("|"));
    const { n8n_id } = await client().command(target(), "INJECT_CREDENTIAL", credential);
    const kept = world.sidecar.simulator?.state.credentials.find((c) => c.id === n8n_id);
    expect(kept?.data.value).toBe(HARD_TEXTS.join("|"));
    const made = await client().command(target(), "DEPLOY_WORKFLOW", deployment(workflow(schedule())));
    const activated = { n8n_id: made.n8n_id, probe: { kind: "schedule" } as const };
    expect(await client().command(target(), "ACTIVATE_WORKFLOW", activated)).toEqual({
      active: true,
      probed: true,
    });
    const { workflows } = await client().command(target(), "LIST_WORKFLOWS", {});
    expect(workflows).toHaveLength(1);
  });

  it("hears its refusals as what they are", async () => {
    const stale = createHttpSidecarClient({ keys, ticket: async () => ({ epoch: 0, seq: 999 }) });
    await expect(stale.command(target(), "LIST_WORKFLOWS", {})).rejects.toMatchObject({
      name: "RetryableError",
    });
    const foreign = { ...target(), workspaceId: crypto.randomUUID() };
    await expect(client().command(foreign, "LIST_WORKFLOWS", {})).rejects.toMatchObject({
      name: "PermanentError",
    });
  });

  it("is convinced by the sidecar's answer to its challenge, and by no other key's", async () => {
    const handshake = createHandshake(fetch);
    const { workspaceId, url } = target();
    const sign = world.genesis.keys?.sign;
    expect(await handshake.challenge(url, workspaceId, sign)).toEqual({
      proven: true,
      engineReady: true,
      aheadS: 0,
    });
    const other = { ...sign, x: Buffer.alloc(32, 3).toString("base64url") };
    expect((await handshake.challenge(url, workspaceId, other))?.proven).toBe(false);
  });

  it("takes a signed body's word for it, and not for another body", async () => {
    const own = await loadKeys(openSecrets(world.stateDir));
    const check = createRequireSidecar((async () => ({ sign_key: own.publicSign })) as never);
    const body = JSON.stringify({ workspace_id: target().workspaceId });
    const claims = { workspace_id: target().workspaceId, body_sha256: sha256Hex(body) };
    const headers = { "x-genesis-signature": await own.sign("genesis-body", claims) };
    const request = () => new Request("http://x/", { method: "POST", headers });
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect(await check(request(), bytes(body))).toMatchObject({ workspaceId: target().workspaceId });
    await expect(check(request(), bytes(`${body} `))).rejects.toMatchObject({
      code: "invalid_sidecar_signature",
    });
  });
});

import { base64url, exportJWK, generateKeyPair } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys } from "../auth/mod.ts";
import { readSettings } from "../env.ts";
import { createHandshake } from "./mod.ts";

let signing: { publicJwk: JsonWebKey; keys: ReturnType<typeof createSigningKeys> };

beforeAll(async () => {
  const sign = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = { ...(await exportJWK(sign.privateKey)), kid: "k1" };
  const settings = readSettings(() => JSON.stringify({ keys: [jwk] }), []);
  signing = { publicJwk: (await exportJWK(sign.publicKey)) as JsonWebKey, keys: createSigningKeys(settings) };
});

const down = () => Promise.reject(new TypeError("fetch failed"));

describe("a challenge", () => {
  const sign = async (claims: object, typ = "genesis-challenge") => {
    const part = (value: object) => base64url.encode(JSON.stringify(value));
    const statement = `${part({ alg: "EdDSA", typ })}.${part(claims)}`;
    return `${statement}.${(await signing.keys.sign(statement)).signature}`;
  };
  const answering = (claims: (nonce: string) => object, typ?: string, now?: () => number) =>
    createHandshake(
      (async (_url: string, init: RequestInit) => {
        const { nonce } = JSON.parse(init.body as string);
        const signature = await sign(claims(nonce), typ);
        return Response.json({ workspace_id: "w-1", nonce, signature, engine_ready: true });
      }) as typeof fetch,
      now,
    );

  it("is proven by this nonce, for this workspace, for this purpose, with this key", async () => {
    const right = (nonce: string) => ({ workspace_id: "w-1", nonce });
    const ask = (handshake: ReturnType<typeof createHandshake>, key: unknown = signing.publicJwk) =>
      handshake.challenge("http://sidecar.test", "w-1", key);
    expect(await ask(answering(right))).toEqual({
      proven: true,
      engineReady: true,
      aheadS: null,
    });
    const other = await exportJWK((await generateKeyPair("EdDSA", { crv: "Ed25519" })).publicKey);
    expect((await ask(answering(right), other))?.proven).toBe(false);
    expect((await ask(answering(() => right("another nonce"))))?.proven).toBe(false);
    expect((await ask(answering((n) => ({ ...right(n), workspace_id: "w-2" }))))?.proven).toBe(false);
    expect((await ask(answering(right, "genesis-body")))?.proven).toBe(false);
    expect(await ask(createHandshake(down))).toBeNull();
  });

  it.each([
    [0, 0],
    [-1, 0], // a whole second is signed, and its rest may have gone by
    [600, 599],
    [-600, -599],
  ])("signed %s s from now tells how far the sidecar's clock is off", async (offS, aheadS) => {
    const now = 1_800_000_000_500;
    const answer = (workspace_id: string) =>
      answering(
        (nonce) => ({ workspace_id, nonce, iat: Math.floor(now / 1000) + offS }),
        undefined,
        () => now,
      );
    const ask = (workspace_id: string) =>
      answer(workspace_id).challenge("http://sidecar.test", "w-1", signing.publicJwk);
    expect(await ask("w-1")).toEqual({ proven: true, engineReady: true, aheadS });
    expect((await ask("w-2"))?.aheadS, "of one that is not proven").toBeNull();
  });
});

import { compactDecrypt, exportJWK, generateKeyPair, importJWK, jwtVerify } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createSigningKeys, sha256Hex } from "../auth/mod.ts";
import { readSettings } from "../env.ts";
import { PermanentError, RetryableError } from "../errors/mod.ts";
import { createHttpSidecarClient } from "./mod.ts";

const SECRET = "the-secret-of-a-credential";
let signing: { publicJwk: JsonWebKey; keys: ReturnType<typeof createSigningKeys> };
let seal: { publicJwk: JsonWebKey; privateKey: CryptoKey };

beforeAll(async () => {
  const sign = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = { ...(await exportJWK(sign.privateKey)), kid: "k1" };
  const settings = readSettings(() => JSON.stringify({ keys: [jwk] }), []);
  signing = { publicJwk: (await exportJWK(sign.publicKey)) as JsonWebKey, keys: createSigningKeys(settings) };
  const pair = await generateKeyPair("ECDH-ES+A256KW", { crv: "X25519", extractable: true });
  seal = {
    publicJwk: (await exportJWK(pair.publicKey)) as JsonWebKey,
    privateKey: pair.privateKey as CryptoKey,
  };
});

const ok = (result: unknown) => Response.json({ success: true, result, error: null });
const down = () => Promise.reject(new TypeError("fetch failed"));

/** A client whose sidecar answers in turn, with a clock that only pauses and tries move. */
function make(...answers: (() => Response | Promise<Response>)[]) {
  const requests: { url: string; init: RequestInit }[] = [];
  const pauses: number[] = [];
  let time = Date.now();
  const client = createHttpSidecarClient({
    keys: signing.keys,
    ticket: async () => ({ epoch: 3, seq: 7 }),
    send: (async (url: string, init: RequestInit) => {
      requests.push({ url, init });
      return (answers[requests.length - 1] ?? answers.at(-1) ?? down)();
    }) as typeof fetch,
    now: () => time,
    sleep: async (ms) => {
      pauses.push(ms);
      time += ms;
    },
  });
  const target = { workspaceId: "w-1", url: "http://sidecar.test", sealKey: seal.publicJwk };
  return { client, target, requests, pauses, now: () => time };
}

describe("a command", () => {
  it("carries a token for this body alone, and a secret only sealed", async () => {
    const { client, target, requests } = make(() => ok({ n8n_id: "n-1" }));
    const payload = {
      map_id: "m",
      logical_id: "smtp",
      name: "smtp",
      type: "smtp",
      data: { password: SECRET },
    };
    expect(await client.command(target, "INJECT_CREDENTIAL", payload)).toEqual({ n8n_id: "n-1" });
    const { url, init } = requests[0] as (typeof requests)[0];
    const body = init.body as string;
    expect(url).toBe("http://sidecar.test/api/command");
    expect(JSON.stringify(init)).not.toContain(SECRET);
    const token = new Headers(init.headers).get("authorization")?.slice("Bearer ".length) ?? "";
    const key = await importJWK(signing.publicJwk as never, "EdDSA");
    const { payload: claims } = await jwtVerify(token, key, { issuer: "genesis", audience: "sidecar" });
    const sent = JSON.parse(body);
    const { command_id } = sent;
    expect(claims).toMatchObject({
      workspace_id: "w-1",
      action: "INJECT_CREDENTIAL",
      command_id,
      epoch: 3,
      seq: 7,
    });
    expect(claims.body_sha256).toBe(sha256Hex(body));
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBeLessThanOrEqual(60);
    // Opened by jose, not by the code that sealed.
    const opened = await compactDecrypt(sent.sealed, seal.privateKey);
    expect(JSON.parse(new TextDecoder().decode(opened.plaintext))).toEqual(payload);
    expect(sent).not.toHaveProperty("payload");
  });

  it("whose payload holds a key travels sealed, though its action does not ask for it", async () => {
    const { client, target, requests } = make(() => ok({ n8n_id: "n-1" }));
    const workflow = { nodes: [{ token: SECRET }], connections: {}, settings: {} };
    const payload = { map_id: "m", logical_id: "scraper", name: "Scraper", workflow, hash: "h" };
    await client.command(target, "DEPLOY_WORKFLOW", payload, { sealed: true });
    const sent = JSON.parse(requests[0]?.init.body as string);
    expect(JSON.stringify(sent)).not.toContain(SECRET);
    const opened = await compactDecrypt(sent.sealed, seal.privateKey);
    expect(JSON.parse(new TextDecoder().decode(opened.plaintext))).toEqual(payload);
  });

  it("is tried four times in all, with the same command_id", async () => {
    const { client, target, requests, pauses } = make(down, () => new Response(null, { status: 503 }));
    const failed = client.command(target, "LIST_WORKFLOWS", {});
    await expect(failed).rejects.toBeInstanceOf(RetryableError);
    expect(pauses).toEqual([1000, 2000, 4000]);
    expect(requests).toHaveLength(4);
    expect(new Set(requests.map(({ init }) => JSON.parse(init.body as string).command_id)).size).toBe(1);
  });

  it("is tried once when its caller counts, and passes at a later try when not", async () => {
    const once = make(down);
    await expect(once.client.command(once.target, "LIST_WORKFLOWS", {}, { once: true })).rejects.toThrow();
    expect(once.requests).toHaveLength(1);
    const later = make(down, () => ok({ workflows: [] }));
    expect(await later.client.command(later.target, "LIST_WORKFLOWS", {})).toEqual({ workflows: [] });
  });

  it("ends before its deadline", async () => {
    const { client, target, requests, now } = make(down);
    const deadline = now() + 4_000;
    await expect(client.command(target, "LIST_WORKFLOWS", {}, { deadline })).rejects.toThrow(
      "did not answer",
    );
    expect(requests).toHaveLength(3);
    expect(now()).toBeLessThan(deadline);
  });

  it.each([400, 401, 403, 404, 413])("answered %s is permanent, and not tried again", async (status) => {
    const { client, target, requests } = make(() => Response.json({ code: "token_expired" }, { status }));
    await expect(client.command(target, "LIST_WORKFLOWS", {})).rejects.toBeInstanceOf(PermanentError);
    expect(requests).toHaveLength(1);
  });

  it.each([409, 500])("answered %s is for a later try, with another ticket", async (status) => {
    const { client, target, requests } = make(() => Response.json({ code: "replayed" }, { status }));
    await expect(client.command(target, "LIST_WORKFLOWS", {})).rejects.toBeInstanceOf(RetryableError);
    expect(requests).toHaveLength(1);
  });

  it("fails as the sidecar says, and for good when its answer makes no sense", async () => {
    const said = (retryable: boolean) => () =>
      Response.json({ success: false, result: null, error: { code: "c", message: "m", retryable } });
    for (const [answer, Failure] of [
      [said(true), RetryableError],
      [said(false), PermanentError],
      [() => ok({ n8n_id: 7 }), PermanentError],
      [() => new Response("<html>"), PermanentError],
    ] as const) {
      const { client, target } = make(answer);
      const failed = client.command(target, "DEPLOY_WORKFLOW", {} as never);
      await expect(failed).rejects.toBeInstanceOf(Failure);
    }
  });

  it("whose answer cannot be read is asked for once more, as the same command", async () => {
    const page = () => new Response("<html>Bad gateway</html>", { headers: { "content-type": "text/html" } });
    for (const once of [false, true]) {
      const { client, target, requests } = make(page, () => ok({ workflows: [] }));
      expect(await client.command(target, "LIST_WORKFLOWS", {}, { once })).toEqual({ workflows: [] });
      const ids = requests.map(({ init }) => JSON.parse(init.body as string).command_id);
      expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    }
    const always = make(page);
    const failed = always.client.command(always.target, "LIST_WORKFLOWS", {});
    await expect(failed).rejects.toMatchObject({ name: "PermanentError", code: "sidecar_unreadable" });
    expect(always.requests).toHaveLength(2);
  });

  it.each([
    [
      "a clock that is off",
      "sidecar_refused",
      () => Response.json({ code: "token_expired" }, { status: 401 }),
    ],
    ["a proxy", "sidecar_unreadable", () => new Response("<html>")],
  ])("that takes something away is for a later try when %s is in the way", async (_what, code, answer) => {
    const { client, target } = make(answer);
    const removed = client.command(target, "DELETE_CREDENTIAL", { n8n_id: "n" }, { removing: true });
    await expect(removed).rejects.toMatchObject({ name: "RetryableError", code });
    const made = client.command(target, "DELETE_CREDENTIAL", { n8n_id: "n" });
    await expect(made).rejects.toMatchObject({ name: "PermanentError", code });
  });

  it("with a secret is not sent to a sidecar without a key", async () => {
    const { client, target, requests } = make(() => ok({}));
    const rotate = { n8n_id: "n", value: SECRET };
    const failed = client.command({ ...target, sealKey: null }, "ROTATE_WEBHOOK_TOKEN", rotate);
    await expect(failed).rejects.toMatchObject({ code: "sidecar_without_key" });
    expect(requests).toHaveLength(0);
  });
});

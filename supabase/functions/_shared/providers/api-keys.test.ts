import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiStand, apiStand, providerDeps } from "./testing/deps.ts";
import { validateCredential } from "./validate-credential.ts";

const KEY = "sk-canary-9f8e7d6c5b4a";
let api: ApiStand;
let env: Record<string, string>;
const ask = (type: string, secret: unknown, timeoutMs?: number) =>
  validateCredential(type, secret, providerDeps(env, undefined, timeoutMs));

beforeAll(async () => {
  api = await apiStand();
  const names = ["OPENAI_API_URL", "ANTHROPIC_API_URL", "APIFY_API_URL", "RELEVANCE_API_URL"];
  env = Object.fromEntries(names.map((name) => [name, api.url]));
});
afterAll(() => api.stop());
beforeEach(() => {
  api.requests.length = 0;
});

const PROVIDERS = [
  {
    type: "openai_api",
    secret: { api_key: KEY },
    good: { data: [] },
    line: "GET /models HTTP/1.1",
    header: `authorization: Bearer ${KEY}`,
  },
  {
    type: "anthropic",
    secret: { api_key: KEY },
    good: { data: [] },
    line: "GET /v1/models?limit=1 HTTP/1.1",
    header: `x-api-key: ${KEY}`,
  },
  {
    type: "apify",
    secret: { token: KEY },
    good: { data: { id: "u1" } },
    line: "GET /users/me HTTP/1.1",
    header: `authorization: Bearer ${KEY}`,
  },
  {
    type: "relevance_config",
    secret: { api_key: KEY, project: "proj-1", region: "d7b62b" },
    good: { results: [] },
    line: "POST /agents/list HTTP/1.1",
    header: `authorization: proj-1:${KEY}`,
  },
];

describe.each(PROVIDERS)("$type", ({ type, secret, good, line, header }) => {
  it("is asked by its cheapest call, with the key in a header", async () => {
    api.answer = { status: 200, body: good };
    expect(await ask(type, secret)).toMatchObject({ verdict: "ok" });
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]).toMatch(new RegExp(`^${line.replace(/[?.]/g, "\\$&")}\r\n`));
    expect(api.requests[0]?.toLowerCase()).toContain(`${header.toLowerCase()}\r\n`);
  });
  it.each([
    [401, { error: { message: `no such key ${KEY}` } }, "wrong"],
    [403, { error: { message: "missing scope" } }, "wrong"],
    [401, { error: { code: "key_expired" } }, "expired"],
    [403, { error: "this key was revoked" }, "expired"],
    [429, { error: "slow down" }, "unreachable"],
    [500, "<h1>oops</h1>", "unreachable"],
    [503, {}, "unreachable"],
    [404, {}, "wrong"],
    [302, {}, "wrong"],
    [200, "<title>A login page</title>", "wrong"],
    [200, { hello: "world" }, "wrong"],
  ])("%i %j is %s, without a part of the key", async (status, body, verdict) => {
    api.answer = { status, body };
    const said = await ask(type, secret);
    expect(said.verdict).toBe(verdict);
    expect(JSON.stringify(said)).not.toContain("canary");
  });
  it("that does not answer is unreachable", async () => {
    api.answer = null;
    expect(await ask(type, secret, 200)).toMatchObject({ verdict: "unreachable" });
  });
  it("with a key that no header can hold is wrong, and nobody is asked", async () => {
    const odd = Object.fromEntries(
      Object.entries(secret).map(([name, text]) => [name, text === KEY ? `${KEY}\r\nx: y` : text]),
    );
    expect(await ask(type, odd)).toMatchObject({ verdict: "wrong" });
    expect(api.requests).toEqual([]);
  });
});

describe("a secret that does not fit its type", () => {
  it("names the fields, not their values", async () => {
    const said = await ask("openai_api", { api_key: "short", url: "nowhere" });
    expect(said).toEqual({ verdict: "wrong", message: "Missing or not readable: api_key, url." });
    expect(await ask("openai_api", null)).toMatchObject({ verdict: "wrong" });
    expect(await ask("webhook", {})).toMatchObject({ verdict: "unsupported" });
    expect(await ask("constructor", {})).toMatchObject({ verdict: "unsupported" });
    const region = { api_key: KEY, project: "p", region: "x.evil.example/" };
    expect(await ask("relevance_config", region)).toMatchObject({ verdict: "wrong" });
    expect(api.requests).toEqual([]);
  });
});

import { request } from "node:http";
import { SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { type TestStack, testStack } from "./testing.ts";
import { mintToken } from "./tokens.ts";

let stack: TestStack;
beforeAll(() => {
  stack = testStack();
});

const rest = (path: string, headers: Record<string, string>): Promise<Response> =>
  fetch(`${stack.info.rest_url}${path}`, { headers });

/** The role that PostgREST gave the caller: every role may call auth.role(), which lies in no exposed schema. */
async function statusAs(token: string): Promise<number> {
  const answer = await rest("/", { apikey: stack.info.publishable_key, authorization: `Bearer ${token}` });
  await answer.body?.cancel();
  return answer.status;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("/rest/v1", () => {
  it("refuses a call without a key, and one with a key of nobody", async () => {
    expect((await rest("/", {})).status).toBe(401);
    expect((await rest("/", { apikey: "sb_publishable_nobody" })).status).toBe(401);
  });

  it("accepts both keys, in the header and in the query", async () => {
    expect((await rest("/", { apikey: stack.info.publishable_key })).status).toBe(200);
    expect((await rest("/", { apikey: stack.info.secret_key })).status).toBe(200);
    expect((await rest(`/?apikey=${stack.info.publishable_key}`, {})).status).toBe(200);
  });

  it("accepts the issuer's tokens", async () => {
    expect(await statusAs(await stack.sessionToken("user_alice"))).toBe(200);
  });

  it("refuses an expired token", async () => {
    expect(
      await statusAs(await mintToken(stack.secrets, stack.info.issuer_url, "user_alice", { lifeS: -60 })),
    ).toBe(401);
  });

  it("refuses a token with alg none, one signed by a stranger, and one whose claims were changed", async () => {
    const claims = { sub: "user_alice", role: "authenticated", exp: Math.floor(Date.now() / 1000) + 60 };
    const stranger = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode("x".repeat(64)));
    const [header, , signature] = (await stack.sessionToken("user_alice")).split(".");
    const changed = `${header}.${base64({ ...claims, sub: "user_root" })}.${signature}`;
    const none = `${base64({ alg: "none", typ: "JWT" })}.${base64(claims)}.`;
    for (const forged of [stranger, changed, none]) expect(await statusAs(forged)).toBe(401);
  });

  it("answers a browser's preflight", async () => {
    const answer = await fetch(`${stack.info.rest_url}/workspaces`, {
      method: "OPTIONS",
      headers: {
        origin: "http://localhost:5173",
        "access-control-request-method": "POST",
        "access-control-request-headers": "apikey,authorization",
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-headers")).toContain("authorization");
  });
});

describe("the gateway", () => {
  it("knows no other route", async () => {
    expect((await fetch(`${stack.info.api_url}/storage/v1/bucket`)).status).toBe(404);
  });

  it("answers 401 for a function that config.toml does not open", async () => {
    expect((await fetch(`${stack.info.functions_url}/no-such-function`)).status).toBe(401);
  });

  it("keeps its switches behind the secret key", async () => {
    const url = `${stack.info.api_url}/stack/v1/functions/kill`;
    expect((await fetch(url, { method: "POST" })).status).toBe(401);
    const asked = fetch(url, { method: "POST", headers: { apikey: stack.info.publishable_key } });
    expect((await asked).status).toBe(401);
  });

  it("serves many calls over one kept connection", async () => {
    const { Agent } = await import("node:http");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let n = 0; n < 3; n++) {
      await new Promise<void>((done, fail) => {
        const asked = request(`${stack.info.api_url}/`, { agent }, (answer) => {
          ports.add(answer.socket.localPort);
          answer.resume().on("end", done);
        });
        asked.on("error", fail).end();
      });
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });
});

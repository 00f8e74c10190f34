// S13, over HTTP: every function of config.toml × {no token, a stranger's session, wrong machine tokens, expired,
// alg none}. A function that is not listed here fails the test, so none can be added without its routes.
import { readFileSync } from "node:fs";
import { UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { versionDisagreements } from "../../stack/functions/versions.ts";
import { mintToken } from "../../stack/tokens.ts";
import { type RealStack, realStack, type TestWorkspace } from "./_shared/testing/real-stack.ts";

const config = readFileSync(new URL("../config.toml", import.meta.url), "utf8");
const blocks = [...config.matchAll(/(#[^\n]*)?\n\[functions\.([\w-]+)\]\n((?:[^[\n][^\n]*\n)*)/g)].map(
  ([, comment = "", name = "", body = ""]) => ({ comment, name, body }),
);

type Route = [method: string, path: string, body?: Record<string, unknown>];

const event = { event_type: "sent", idempotency_key: "s13", contact_email: "ann@example.com" };
const cost = { provider: "openai", model: "gpt-4o", cost_usd: 1 };

const NIL = "00000000-0000-0000-0000-000000000000";
const publicKey = (crv: string) => ({ kty: "OKP", crv, x: "A".repeat(43) });

/** Well-formed requests, so that nothing but the caller can be at fault. WORKSPACE stands for a real id. */
const ROUTES: Record<string, Route[]> = {
  events: [["POST", "", event]],
  "cost-events": [
    ["POST", "", cost],
    ["POST", "/reserve", { ...cost, idempotency_key: "s13", estimate_usd: 1 }],
    ["GET", "?workspace_id=WORKSPACE"],
  ],
  leads: [["POST", "", { action: "lookup", email: "ann@example.com" }]],
  track: [
    ["GET", "/c/a.b.c"],
    ["GET", "/o/a.b.c"],
  ],
  "send-permit": [
    ["POST", "", { campaign_id: NIL, step: 1, mailbox: "me@example.com", leads: [{ lead_id: NIL }] }],
  ],
  unsubscribe: [
    ["POST", "/a.b.c"],
    ["GET", "/a.b.c"],
  ],
  fleet: [
    [
      "POST",
      "/enrol",
      { token: "0".repeat(43), sign_key: publicKey("Ed25519"), seal_key: publicKey("X25519") },
    ],
    ["POST", "/heartbeat", { n8n_up: true }],
  ],
  "execution-events": [["POST", "", { events: [{ execution_id: "1", seq: 1, event_type: "complete" }] }]],
  audit: [["POST", "", {}]],
  "ignition-step": [["POST", "", {}]],
  commands: [["POST", "", {}]],
};
let real: RealStack;
let mine: TestWorkspace;
let stranger: TestWorkspace;
let callers: Record<string, Record<string, string>>;

beforeAll(async () => {
  real = realStack();
  [mine, stranger] = [await real.workspace(), await real.workspace()];
  const { secrets, info } = real.stack;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sub: mine.owner,
    role: "authenticated",
    azp: "http://localhost:5173",
    iss: info.issuer_url,
  };
  callers = {
    nobody: {},
    "a stranger's session": bearer(await mintToken(secrets, info.issuer_url, stranger.owner)),
    "an expired session of the owner": bearer(
      await mintToken(secrets, info.issuer_url, mine.owner, { lifeS: -60 }),
    ),
    "alg none": bearer(new UnsecuredJWT({ ...claims, exp: now + 60 }).encode()),
    "another site's session": bearer(
      await mintToken(secrets, info.issuer_url, mine.owner, { azp: "https://evil.test" }),
    ),
    "another workspace's token": { "x-webhook-token": stranger.token },
    "wrong machine tokens": {
      "x-webhook-token": "0".repeat(64),
      "x-api-key": "gk_wrong",
      "x-cron-secret": "wrong",
    },
    "the project's keys": {
      ...bearer(info.secret_key),
      apikey: info.secret_key,
      "x-cron-secret": info.secret_key,
    },
  };
});
afterAll(() => real?.close());

describe.each(blocks)("config.toml: $name", ({ comment, name, body }) => {
  it("says who calls it, and verifies in code", () => {
    expect(comment).toMatch(/called by|from/);
    expect(body).toContain("verify_jwt = false");
    expect(body).toContain(`entrypoint = "./functions/${name}/index.ts"`);
  });

  it("S13: lets no wrong caller in", async () => {
    expect(ROUTES[name]).toBeDefined();
    for (const [method, path, content] of ROUTES[name] ?? []) {
      for (const [who, headers] of Object.entries(callers)) {
        const url = `${real.stack.info.functions_url}/${name}${path.replace("WORKSPACE", mine.id)}`;
        const sent = content && JSON.stringify({ workspace_id: mine.id, ...content });
        const response = await fetch(url, { method, headers, body: sent, redirect: "manual" });
        const text = await response.text();
        expect([401, 403], `${method} ${path} as ${who}: ${response.status} ${text}`).toContain(
          response.status,
        );
        expect(JSON.parse(text)).toMatchObject({ error: expect.any(String), code: expect.any(String) });
      }
    }
  });
});

describe("deno.json", () => {
  it("names the versions of package.json", () => {
    expect(versionDisagreements()).toEqual([]);
  });
});

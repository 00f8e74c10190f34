import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiStand, apiStand, providerDeps } from "./testing/deps.ts";
import { validateCredential } from "./validate-credential.ts";

const SECRET = "canary-5b4a9f8e7d6c";
let api: ApiStand;
const ask = (type: string, secret: unknown) =>
  validateCredential(
    type,
    secret,
    providerDeps({ GOOGLE_CSE_URL: `${api.url}/search`, GOOGLE_TOKEN_URL: `${api.url}/token` }),
  );

beforeAll(async () => {
  api = await apiStand();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.requests.length = 0;
});
const google = (status: number, reason: string, message = "") => ({
  status,
  body: { error: { code: status, message, errors: [{ reason }], details: [{ reason }] } },
});

describe("google_cse", () => {
  const secret = { key: SECRET, id: "engine&1" };
  it("is asked by one query, with the key in a header and not in the address", async () => {
    api.answer = { status: 200, body: { kind: "customsearch#search" } };
    expect(await ask("google_cse", secret)).toMatchObject({ verdict: "ok" });
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]).toMatch(/^GET \/search\?cx=engine%261&q=genesis&num=1 HTTP/);
    expect(api.requests[0]).toContain(`x-goog-api-key: ${SECRET}\r\n`);
  });
  it.each([
    [google(400, "API_KEY_INVALID", `API key not valid: ${SECRET}`), "wrong", "does not know this key"],
    [google(400, "badRequest", "API key expired. Please renew the API key."), "expired", "expired"],
    [google(403, "accessNotConfigured"), "wrong", "not switched on"],
    [google(403, "API_KEY_SERVICE_BLOCKED"), "wrong", "not switched on"],
    [google(429, "rateLimitExceeded"), "unreachable", "tomorrow"],
    [google(403, "dailyLimitExceeded"), "unreachable", "tomorrow"],
    [google(400, "invalid", "Request contains an invalid argument."), "wrong", "search engine's ID"],
    [google(403, "forbidden"), "wrong", "restrictions"],
    [google(503, "backendError"), "unreachable", "did not answer"],
    [{ status: 200, body: "<html>" }, "wrong", "refuses"],
  ])("%j is %s", async (answer, verdict, words) => {
    api.answer = answer;
    const said = await ask("google_cse", secret);
    expect(said).toEqual({ verdict, message: expect.stringContaining(words) });
    expect(said.message).not.toContain("canary");
  });
});

describe("google_oauth2", () => {
  const secret = {
    client_id: "id.apps.example",
    client_secret: `s-${SECRET}`,
    refresh_token: `1//${SECRET}`,
  };
  it("is checked by exchanging the refresh token", async () => {
    api.answer = { status: 200, body: { access_token: "ya29.x", expires_in: 3_599 } };
    expect(await ask("google_oauth2", secret)).toMatchObject({ verdict: "ok" });
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]).toMatch(/^POST \/token HTTP/);
    expect(api.requests[0]).toContain("content-type: application/x-www-form-urlencoded");
  });
  it.each([
    [
      400,
      { error: "invalid_grant", error_description: `Token ${SECRET} has been expired or revoked.` },
      "expired",
      "Connect Gmail again",
    ],
    [401, { error: "invalid_client" }, "wrong", "client secret"],
    [401, { error: "unauthorized_client" }, "wrong", "another client ID"],
    [400, { error: "invalid_request" }, "wrong", "(400)"],
    [429, {}, "unreachable", "few minutes"],
    [500, {}, "unreachable", "did not answer"],
    [200, {}, "wrong", "(200)"],
  ])("%i %j is %s", async (status, body, verdict, words) => {
    api.answer = { status, body };
    const said = await ask("google_oauth2", secret);
    expect(said).toEqual({ verdict, message: expect.stringContaining(words) });
    expect(said.message).not.toContain("canary");
  });
});

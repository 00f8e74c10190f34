import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loopback } from "../safe-fetch/testing/loopback.ts";
import { type ApiStand, apiStand, providerDeps } from "./testing/deps.ts";
import { validateCredential } from "./validate-credential.ts";

const KEY = "sk-canary-9f8e7d6c5b4a";
let api: ApiStand;
beforeAll(async () => {
  api = await apiStand();
});
afterAll(() => api.stop());
beforeEach(() => {
  api.requests.length = 0;
});

describe("an address that the tenant gave", () => {
  const at = (url: string, local?: string) => {
    const network = loopback();
    network.names["llm.example"] = ["10.1.2.3"];
    network.names["good.example"] = ["93.184.215.14"];
    network.servers["93.184.215.14:80"] = api.port;
    network.servers[`127.0.0.1:${api.port}`] = api.port;
    const settings = { ...(local && { LOCAL_MODE: local }) };
    return validateCredential("openai_api", { api_key: KEY, url }, providerDeps(settings, network));
  };
  beforeEach(() => {
    api.answer = { status: 200, body: { data: [] } };
  });
  it("is asked when it is public, and redirects are not followed", async () => {
    expect(await at("http://good.example/v1/")).toMatchObject({ verdict: "ok" });
    expect(api.requests[0]).toMatch(/^GET \/v1\/models HTTP\/1\.1\r\nhost: good\.example\r\n/);
    api.answer = { status: 302, body: {} };
    expect(await at("http://good.example/v1")).toMatchObject({ verdict: "wrong" });
    expect(api.requests).toHaveLength(2);
  });
  it.each([
    "http://llm.example/v1",
    "http://169.254.169.254/v1",
    "http://good.example:11434/v1",
    "ftp://good.example/",
  ])("%s is refused, in local mode too", async (url) => {
    for (const mode of [undefined, "true"]) expect(await at(url, mode)).toMatchObject({ verdict: "wrong" });
    expect(api.requests).toEqual([]);
  });
  it.each(["127.0.0.1", "0x7f.0.0.1", "2130706433", "[::1]", "localhost"])(
    "on %s is refused elsewhere",
    async (host) => {
      expect(await at(`http://${host}:${api.port}/v1`)).toMatchObject({ verdict: "wrong" });
      expect(api.requests).toEqual([]);
    },
  );
  it("may be this machine in local mode", async () => {
    expect(await at(`${api.url}/v1`, "true")).toMatchObject({ verdict: "ok" });
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testStack } from "./testing.ts";
import { createWebServer } from "./web.ts";

const { info } = testStack();
let [folder, url, building] = ["", "", false];
let server: Server;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "genesis-web-"));
  const dist = join(folder, "dist");
  mkdirSync(join(dist, "assets"), { recursive: true });
  for (const [name, text] of Object.entries({
    "dist/index.html": "<p>the page</p>",
    "dist/favicon.svg": "<svg/>",
    "dist/assets/main-abc.js": "1",
    "dist/.sources": "hidden",
    "dist-secret": "outside",
    "secret.txt": "outside",
  }))
    writeFileSync(join(folder, name), text);
  server = createWebServer({ info, dist, building: () => building });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The path as it is written: fetch would tidy it up. */
const raw = (path: string): Promise<{ status: number; body: string }> =>
  new Promise((done, fail) => {
    const { port } = new URL(url);
    request({ port, path }, async (answer) => {
      done({ status: answer.statusCode ?? 0, body: Buffer.concat(await answer.toArray()).toString() });
    })
      .on("error", fail)
      .end();
  });

describe("the page", () => {
  it("is the same for each of its addresses, and never kept", async () => {
    for (const path of ["/", "/index.html", "/sign-in", "/w/acme/dashboard?from=2026-01-01"]) {
      const answer = await fetch(`${url}${path}`);
      expect(await answer.text()).toBe("<p>the page</p>");
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  it("may load its own files and speak with the project and the issuer, and no more", async () => {
    const { headers } = await fetch(url);
    const rules = new Map(
      headers
        .get("content-security-policy")
        ?.split("; ")
        .map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1).join(" ")] as const),
    );
    expect(rules.get("default-src")).toBe("'none'");
    expect(rules.get("script-src")).toBe("'self'");
    expect(rules.get("connect-src")).toBe(`'self' ${info.api_url} ${info.issuer_url}`);
    expect(rules.get("frame-ancestors")).toBe("'none'");
    expect(rules.get("base-uri")).toBe("'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("says where its project is", async () => {
    const answer = await fetch(`${url}/config.json`);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toEqual({
      supabase_url: info.api_url,
      publishable_key: info.publishable_key,
      auth: { kind: "local", issuer_url: info.issuer_url },
    });
  });
});

describe("files", () => {
  it("are kept for ever when their name has a hash, and have their type", async () => {
    const script = await fetch(`${url}/assets/main-abc.js`);
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(script.headers.get("content-type")).toContain("text/javascript");
    const icon = await fetch(`${url}/favicon.svg`, { method: "HEAD" });
    expect(icon.headers.get("cache-control")).toBe("no-cache");
    expect(icon.headers.get("content-length")).toBe("6");
  });

  it("that are missing, hidden or outside are not there", async () => {
    const none = ["/assets/gone.js", "/assets/", "/robots.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"];
    const gone = { status: 404, body: "" };
    for (const path of [...none, "/..%2fdist-secret", "/assets/..%2f.sources"])
      expect([path, await raw(path)]).toEqual([path, gone]);
    const page = { status: 200, body: "<p>the page</p>" };
    for (const path of ["/.sources", "/../dist-secret", "/%", "/%00"])
      expect([path, await raw(path)]).toEqual([path, page]);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
  });
});

it("a page that is not there yet comes by itself; one that could not be built says so", async () => {
  rmSync(join(folder, "dist", "index.html"));
  building = true;
  const soon = await fetch(`${url}/sign-in`);
  expect(soon.status).toBe(503);
  expect(soon.headers.get("refresh")).toBe("2");
  building = false;
  expect((await fetch(url)).headers.get("refresh")).toBeNull();
});

it("the stack itself serves it, and its people's tokens are taken from there", async () => {
  const { auth } = (await (await fetch(`${info.web_url}/config.json`)).json()) as { auth: { kind: string } };
  expect(auth.kind).toBe("local");
});

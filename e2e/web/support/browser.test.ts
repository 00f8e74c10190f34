// The harness itself: what it must catch, it catches. On a page of its own, without a stack.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { StackInfo } from "../../../stack/run-file.ts";
import { createWebServer } from "../../../stack/web.ts";
import { openBrowser } from "./browser.ts";
import { accessible, fits } from "./inspect.ts";

const dist = mkdtempSync(join(tmpdir(), "genesis-page-"));
const page = (body: string): void =>
  writeFileSync(
    join(dist, "index.html"),
    `<!doctype html><html lang="en"><title>t</title><main>${body}</main></html>`,
  );
const info = { api_url: "http://127.0.0.1:1", issuer_url: "http://127.0.0.1:2" } as StackInfo;
const server = createWebServer({ info, dist, building: () => false });
await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const { port } = server.address() as AddressInfo;
const browser = await openBrowser({ web_url: `http://127.0.0.1:${port}` });
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(dist, { recursive: true, force: true });
});

it("a request to elsewhere is aborted, and a problem", async () => {
  page('<img alt="x" src="https://elsewhere.test/pixel.png">');
  await browser.visit("/");
  await expect
    .poll(() => browser.problems.join())
    .toContain("foreign request: https://elsewhere.test/pixel.png");
  browser.allow(/elsewhere\.test/, /ERR_BLOCKED_BY_CLIENT/);
});

it("the policy that the page is served with refuses an inline script and another server", async () => {
  page("<script>window.ran = true</script>");
  const opened = await browser.visit("/");
  expect(await opened.evaluate("window.ran === undefined")).toBe(true);
  const call = opened.evaluate("fetch('http://127.0.0.1:9/x').then(() => 'sent', () => 'refused')");
  expect(await call).toBe("refused");
  await expect.poll(() => browser.problems.length).toBeGreaterThanOrEqual(2);
  expect(browser.problems.join()).toContain("connect-src");
  browser.allow(/Content Security Policy/);
});

it("an uncaught error and a console's error are problems", async () => {
  page("<h1>Hello</h1>");
  const opened = await browser.visit("/");
  await opened.evaluate("void setTimeout(() => { throw new Error('by a test') })");
  await opened.evaluate("console.error('said by a test')");
  await expect.poll(() => browser.problems.length).toBe(2);
  browser.allow(/by a test/);
});

it("axe's serious findings throw, and so does a page that is too wide", async () => {
  page("<h1>Hello</h1>");
  const opened = await browser.visit("/");
  await accessible(opened);
  await fits(opened);
  page('<h1>Hello</h1><img src="/x.png"><input>');
  browser.allow(/status of 404/);
  await opened.reload();
  await expect(accessible(opened)).rejects.toThrow(/critical: image-alt[\s\S]*critical: label/);
  await opened.evaluate("document.querySelector('h1').style.width = '3000px'");
  await expect(fits(opened)).rejects.toThrow(/is 30\d\d px wide/);
});

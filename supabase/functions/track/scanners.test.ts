import { describe, expect, it } from "vitest";
import { isScanner } from "./scanners.ts";

const ask = (agent: string, more: Record<string, string> = {}, method = "GET") =>
  isScanner(
    new Request("http://functions.test/track", { method, headers: { "user-agent": agent, ...more } }),
  );

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

describe("isScanner", () => {
  it.each([
    FIREFOX,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", // somebody opened it in Gmail
    "Microsoft Office/16.0 (Microsoft Outlook 16.0; Pro)",
  ])("takes %s for a person", (agent) => {
    expect(ask(agent)).toBe(false);
  });

  it.each([
    "",
    "Mozilla/5.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "BarracudaCentral/1.0",
    "Mozilla/5.0 (compatible; proofpoint urldefense)",
    "Slackbot-LinkExpanding 1.0",
    "facebookexternalhit/1.1",
    "curl/8.5.0",
    "python-requests/2.32",
    "Go-http-client/2.0",
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0",
  ])("takes %j for a machine", (agent) => {
    expect(ask(agent)).toBe(true);
  });

  it.each([
    [{ purpose: "prefetch" }],
    [{ "sec-purpose": "prefetch;prerender" }],
    [{ "x-moz": "prefetch" }],
    [{ "x-purpose": "preview" }],
  ])("takes a browser with %j for a machine", (more) => {
    expect(ask(FIREFOX, more)).toBe(true);
  });

  it("takes HEAD for a machine", () => {
    expect(ask(FIREFOX, {}, "HEAD")).toBe(true);
  });
});

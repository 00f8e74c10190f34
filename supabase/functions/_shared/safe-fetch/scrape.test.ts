import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSafeFetch } from "./safe-fetch.ts";
import { createScrape } from "./scrape.ts";
import { answering, html, type Loopback, listen, loopback, redirect } from "./testing/loopback.ts";

const PUBLIC = "93.184.215.14";
let site: { port: number; stop: () => Promise<void> };
let network: Loopback;
let answer: (head: string) => string;
const scrape = (url: string) => createScrape(createSafeFetch(network))(url);

beforeAll(async () => {
  site = await listen(answering((head) => answer(head)));
});
afterAll(() => site.stop());
beforeEach(() => {
  network = loopback();
  network.names["acme.com"] = [PUBLIC];
  network.names["www.acme.com"] = [PUBLIC];
  network.servers[`${PUBLIC}:80`] = site.port;
  answer = () =>
    html('<title>Acme</title><meta name=description content="Anvils"><link rel=icon href=/i.png>');
});

describe("scrape", () => {
  it("answers with the brand, read from where the redirects ended", async () => {
    const page = answer;
    answer = (head) => (head.includes("host: www.") ? page(head) : redirect("http://www.acme.com/en"));
    expect(await scrape("http://acme.com")).toEqual({
      success: true,
      brand: {
        title: "Acme",
        company_name: "Acme",
        description: "Anvils",
        logo_url: "http://www.acme.com/i.png",
        website: "http://www.acme.com/en",
      },
    });
  });
  it("takes an address without a scheme: https first, then http", async () => {
    expect(await scrape(" acme.com ")).toMatchObject({ success: true });
    expect(network.connects).toEqual([`${PUBLIC}:443`, `${PUBLIC}:80`]);
  });
  it("follows a page that only says where to go, once, and through the guard", async () => {
    const page = answer;
    const refresh = (to: string): string => html(`<meta http-equiv=refresh content="0; url=${to}">`);
    answer = (head) => (head.startsWith("GET /en ") ? page(head) : refresh("/en"));
    expect(await scrape("http://acme.com")).toMatchObject({ brand: { website: "http://acme.com/en" } });
    answer = () => refresh("/again");
    expect(await scrape("http://acme.com")).toMatchObject({ reason: "nothing_found" });
    answer = () => refresh("http://169.254.169.254/");
    expect(await scrape("http://acme.com")).toMatchObject({ reason: "refused" });
  });
  it.each([
    ["http://127.0.0.1/", "refused"],
    ["http://[::ffff:10.0.0.1]/", "refused"],
    ["mailto:ada@acme.com", "refused"],
    ["localhost", "refused"],
    ["acme.com:8080", "refused"],
    ["", "refused"],
    ["http://nobody.example", "unreachable"],
    ["https://acme.com", "unreachable"],
  ])("of '%s' falls back to typing: %s", async (url, reason) => {
    const said = await scrape(url);
    expect(said).toMatchObject({ success: false, fallbackToManual: true, reason });
    expect(said).toHaveProperty("message", expect.stringMatching(/\. Please fill in the fields by hand\.$/));
  });
  it("says what was wrong with the page", async () => {
    answer = () => "HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\n\r\n<title>Just a moment</title>";
    expect(await scrape("http://acme.com")).toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining("403"),
    });
    answer = () => "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n\r\n%PDF";
    expect(await scrape("http://acme.com")).toMatchObject({ reason: "not_html" });
    answer = () => html("x".repeat(2_000_001));
    expect(await scrape("http://acme.com")).toMatchObject({ reason: "too_large" });
    answer = () => html("<p>Hello</p>");
    expect(await scrape("http://www.acme.com")).toMatchObject({ reason: "nothing_found" });
  });
});

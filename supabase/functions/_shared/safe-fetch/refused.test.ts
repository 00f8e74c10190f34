import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { outcomeOf, SafeFetchError } from "./errors.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { answering, html, type Loopback, listen, loopback, redirect } from "./testing/loopback.ts";
import { BAD_URLS, HOSTS } from "./testing/spellings.ts";

const PUBLIC = "93.184.215.14";
let site: { port: number; stop: () => Promise<void> };
let network: Loopback;
let answer: () => string;
const reasonOf = (url: string): Promise<string> =>
  createSafeFetch(network)(url, { timeoutMs: 2_000 }).then(
    () => "fetched",
    (error: unknown) => (error instanceof SafeFetchError ? error.reason : String(error)),
  );

beforeAll(async () => {
  site = await listen(answering(() => answer()));
});
afterAll(() => site.stop());
beforeEach(() => {
  network = loopback();
  network.names["acme.com"] = [PUBLIC];
  network.servers[`${PUBLIC}:80`] = site.port;
  answer = () => html("hello");
});

describe("refused before anything is connected to", () => {
  it.each(HOSTS)("http://%s", async (host) => {
    expect(await reasonOf(`http://${host}/`)).toBe("private_address");
    expect(await reasonOf(`https://${host}/x?y#z`)).toBe("private_address");
    expect(network.connects).toEqual([]);
    expect(network.lookups).toEqual([]);
  });
  it.each(BAD_URLS)("%s", async (url) => {
    expect(await reasonOf(url)).toBe("bad_url");
    expect(network.connects).toEqual([]);
  });
  it("says so to people as refused", () => {
    expect([outcomeOf("bad_url"), outcomeOf("private_address"), outcomeOf("dns")]).toEqual([
      "refused",
      "refused",
      "unreachable",
    ]);
  });
});

describe("a redirect", () => {
  it.each(HOSTS)("to %s is refused as if it were asked for", async (host) => {
    answer = () => redirect(`http://${host}/latest/meta-data`);
    expect(await reasonOf("http://acme.com/")).toBe("private_address");
    expect(network.connects).toEqual([`${PUBLIC}:80`]);
  });
  it.each([
    "ftp://acme.com/",
    "http://u:p@acme.com/",
    "http://acme.com:6379/",
    "file:///etc/passwd",
    "data:,x",
  ])("to %s is refused", async (target) => {
    answer = () => redirect(target);
    expect(await reasonOf("http://acme.com/")).toBe("bad_url");
    expect(network.connects).toHaveLength(1);
  });
});

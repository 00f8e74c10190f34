import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SafeFetchError } from "./errors.ts";
import { createSafeFetch } from "./safe-fetch.ts";
import { answering, html, type Loopback, listen, loopback, redirect } from "./testing/loopback.ts";

const PUBLIC = "93.184.215.14";
const OTHER = "1.1.1.1";
let site: { port: number; stop: () => Promise<void> };
let network: Loopback;
let answer: (head: string) => string;
const get = (url: string) => createSafeFetch(network)(url, { timeoutMs: 2_000 });
const failing = (url: string): Promise<SafeFetchError> =>
  get(url).then(
    () => expect.unreachable("fetched"),
    (error: unknown) => error as SafeFetchError,
  );

beforeAll(async () => {
  site = await listen(answering((head) => answer(head)));
});
afterAll(() => site.stop());
beforeEach(() => {
  network = loopback();
  network.servers[`${PUBLIC}:80`] = site.port;
  answer = () => html("hello");
});

describe("a DNS answer", () => {
  it.each([
    ["127.0.0.1"],
    [PUBLIC, "10.0.0.1"],
    ["10.0.0.1", PUBLIC],
    [PUBLIC, "::1"],
    [PUBLIC, "::ffff:10.0.0.1"],
  ])("of %s, %s is refused whole", async (...addresses) => {
    network.names["mixed.example"] = addresses.filter((address) => typeof address === "string");
    expect((await failing("http://mixed.example/")).reason).toBe("private_address");
    expect(network.connects).toEqual([]);
  });
  it("is asked for once, and its own address is connected to", async () => {
    const answers = [[PUBLIC], ["127.0.0.1"]];
    network.names["rebind.example"] = () => answers.shift() ?? ["127.0.0.1"];
    expect((await get("http://rebind.example/")).status).toBe(200);
    expect(network.lookups).toEqual(["rebind.example"]);
    expect(network.connects).toEqual([`${PUBLIC}:80`]);
  });
  it("is asked for anew at each hop, also of the same name", async () => {
    const answers = [[PUBLIC], ["169.254.169.254"]];
    network.names["rebind.example"] = () => answers.shift() ?? [];
    answer = () => redirect("/next");
    expect((await failing("http://rebind.example/")).reason).toBe("private_address");
    expect(network.connects).toEqual([`${PUBLIC}:80`]);
  });
  it("with a dead address leaves the next one; IPv4 is tried first", async () => {
    network.names["two.example"] = ["2606:4700::1", OTHER, PUBLIC];
    expect((await get("http://two.example/")).status).toBe(200);
    expect(network.connects).toEqual([`${OTHER}:80`, `${PUBLIC}:80`]);
  });
  it("that is empty or fails is `dns`, an address that takes no connection is `connect`", async () => {
    network.names["away.example"] = () => {
      throw new Error("SERVFAIL");
    };
    network.names["dead.example"] = [OTHER];
    expect((await failing("http://nobody.example/")).reason).toBe("dns");
    expect((await failing("http://away.example/")).reason).toBe("dns");
    expect((await failing("http://dead.example/")).reason).toBe("connect");
  });
});

describe("a name", () => {
  it("is looked up in its ASCII form, without the root's dot, and sent as Host", async () => {
    let head = "";
    answer = (seen) => {
      head = seen;
      return html("hello");
    };
    network.names["xn--mnchen-3ya.example"] = [PUBLIC];
    const page = await get("http://MÜNCHEN.example./a b?q=ü#f");
    expect(network.lookups).toEqual(["xn--mnchen-3ya.example"]);
    expect(head).toMatch(/^GET \/a%20b\?q=%C3%BC HTTP\/1\.1\r\nhost: xn--mnchen-3ya\.example\.\r\n/);
    expect(page.url).toBe("http://xn--mnchen-3ya.example./a%20b?q=%C3%BC#f");
  });
});

describe("a trusted origin", () => {
  it("of the operator's is connected to unchecked, and leads nowhere else", async () => {
    const origin = `http://127.0.0.1:${site.port}`;
    network.servers[`127.0.0.1:${site.port}`] = site.port;
    const trusting = createSafeFetch({ ...network, trustedOrigins: [origin] });
    expect((await trusting(`${origin}/x`)).status).toBe(200);
    answer = () => redirect("http://127.0.0.1:1/");
    await expect(trusting(`${origin}/x`)).rejects.toMatchObject({ reason: "bad_url" });
    answer = () => redirect("http://127.0.0.2/");
    await expect(trusting(`${origin}/x`)).rejects.toMatchObject({ reason: "private_address" });
    await expect(trusting("http://127.0.0.1/")).rejects.toMatchObject({ reason: "private_address" });
  });
});

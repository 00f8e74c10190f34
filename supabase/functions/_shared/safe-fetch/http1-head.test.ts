import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SafeFetchError } from "./errors.ts";
import { createSafeFetch, type SafeFetchOptions } from "./safe-fetch.ts";
import { answering, html, type Loopback, listen, loopback, redirect } from "./testing/loopback.ts";

const PUBLIC = "93.184.215.14";
let site: { port: number; stop: () => Promise<void> };
let network: Loopback;
let answer: (head: string) => string | Uint8Array;

const get = (options?: SafeFetchOptions) => createSafeFetch(network)("http://acme.com/", options);
const text = async (): Promise<string> => new TextDecoder().decode((await get()).bytes);
const reason = (options?: SafeFetchOptions): Promise<string> =>
  get(options).then(
    () => "fetched",
    (error: unknown) => (error instanceof SafeFetchError ? error.reason : String(error)),
  );

beforeAll(async () => {
  site = await listen(answering((head) => answer(head)));
});
afterAll(() => site.stop());
beforeEach(() => {
  network = loopback();
  network.names["acme.com"] = [PUBLIC];
  network.servers[`${PUBLIC}:80`] = site.port;
});

describe("a head", () => {
  it("that is none, has endless lines, or an endless line is `protocol`", async () => {
    const line = `x-more: ${"y".repeat(1_000)}\r\n`;
    for (const one of [
      "SSH-2.0-OpenSSH_9.2\r\n",
      "",
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.1 200 OK\r\n",
      `HTTP/1.1 200 OK\r\n${line.repeat(100)}\r\n`,
      `HTTP/1.1 200 OK\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
      `${"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10)}`,
    ]) {
      answer = () => one;
      expect(await reason()).toBe("protocol");
    }
  });
  it("may be preceded by early hints", async () => {
    answer = () => `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${html("hello")}`;
    expect(await text()).toBe("hello");
  });
  it("decides what is read: text/html, whatever its parameters, and nothing else", async () => {
    for (const type of ["text/html", "TEXT/HTML; charset=utf-8", "text/html ;charset=x"]) {
      answer = () => `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n\r\nhello`;
      expect((await get()).contentType).toBe(type);
    }
    for (const type of ["", "application/json", "image/png", "text/plain", "application/octet-stream"]) {
      answer = () => `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\n\r\nhello`;
      expect(await reason()).toBe("not_html");
    }
    answer = () => "HTTP/1.1 200 OK\r\n\r\nhello";
    expect(await reason()).toBe("not_html");
    answer = () => "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\n\r\n{}";
    expect(await get()).toMatchObject({ status: 404, bytes: new Uint8Array(0) });
  });
});

describe("redirects", () => {
  it("are followed up to five, relative ones too", async () => {
    let left = 5;
    answer = () => (left-- > 0 ? redirect(`/hop/${left}`, [301, 302, 303, 307, 308][left]) : html("hello"));
    expect((await get()).url).toBe("http://acme.com/hop/0");
    left = 6;
    expect(await reason()).toBe("redirects");
    answer = () => "HTTP/1.1 302 Found\r\n\r\n";
    expect(await reason()).toBe("redirects");
  });
});

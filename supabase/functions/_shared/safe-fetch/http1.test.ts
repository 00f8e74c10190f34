import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SafeFetchError } from "./errors.ts";
import { createSafeFetch, MAX_BYTES, type SafeFetchOptions } from "./safe-fetch.ts";
import { answering, html, type Loopback, listen, loopback } from "./testing/loopback.ts";

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
const raw = (head: string, body: string | Uint8Array = ""): Uint8Array =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n${head}\r\n`),
    Buffer.from(body),
  ]);
const gzipped = (body: Uint8Array, extra = ""): Uint8Array =>
  raw(`content-encoding: gzip\r\ncontent-length: ${body.length}\r\n${extra}`, body);

beforeAll(async () => {
  site = await listen(answering((head) => answer(head)));
});
afterAll(() => site.stop());
beforeEach(() => {
  network = loopback();
  network.names["acme.com"] = [PUBLIC];
  network.servers[`${PUBLIC}:80`] = site.port;
});

describe("a body", () => {
  it("is read by its length, by chunks, or to the end", async () => {
    for (const one of [
      html("hello"),
      raw("transfer-encoding: chunked\r\n", "3;a=b\r\nhel\r\n02\r\nlo\r\n0\r\ntrailer: 1\r\n\r\n"),
      raw("", "hello"),
      raw("content-length: 5\r\n", "hello and what follows"),
      "HTTP/1.0 200\ncontent-type:text/html\n\nhello",
    ]) {
      answer = () => one;
      expect(await text()).toBe("hello");
    }
  });
  it("is unpacked from gzip, also in chunks", async () => {
    const packed = gzipSync("hello ".repeat(10_000));
    answer = () => gzipped(packed);
    expect(await text()).toHaveLength(60_000);
    const half = packed.length >> 1;
    const chunk = (part: Buffer): Buffer =>
      Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]);
    const body = [chunk(packed.subarray(0, half)), chunk(packed.subarray(half)), Buffer.from("0\r\n\r\n")];
    answer = () => raw("content-encoding: gzip\r\ntransfer-encoding: chunked\r\n", Buffer.concat(body));
    expect(await text()).toHaveLength(60_000);
  });
  it("of 2 MB is taken, of more it is not: said beforehand, found out, in chunks, or packed", async () => {
    const most = "x".repeat(MAX_BYTES);
    answer = () => html(most);
    expect((await get()).bytes).toHaveLength(MAX_BYTES);
    const chunked = raw(
      "transfer-encoding: chunked\r\n",
      `${(MAX_BYTES + 1).toString(16)}\r\n${most}x\r\n0\r\n\r\n`,
    );
    const bomb = gzipSync(Buffer.alloc(200 * MAX_BYTES));
    expect(bomb.length).toBeLessThan(MAX_BYTES);
    const noise = randomBytes(MAX_BYTES + 10);
    for (const one of [html(`${most}x`), raw("", `${most}x`), chunked, gzipped(bomb), gzipped(noise)]) {
      answer = () => one;
      expect(await reason()).toBe("too_large");
    }
    answer = () => html("hello");
    expect(await reason({ maxBytes: 4 })).toBe("too_large");
  });
  it("that breaks off, lies, or is packed otherwise is `protocol`", async () => {
    const packed = gzipSync("hello");
    for (const one of [
      raw("content-length: 9\r\n", "hello"),
      raw("transfer-encoding: chunked\r\n", "5\r\nhel"),
      raw("transfer-encoding: chunked\r\n", "zz\r\nhello\r\n0\r\n\r\n"),
      raw("transfer-encoding: chunked\r\n", "3\r\nhello\r\n0\r\n\r\n"),
      raw("content-length: 5\r\ncontent-length: 6\r\n", "hello!"),
      raw("content-length: -5\r\n", "hello"),
      raw("content-encoding: br\r\n", "hello"),
      raw("content-encoding: gzip\r\n", "hello"),
      gzipped(packed.subarray(0, packed.length - 9)),
    ]) {
      answer = () => one;
      expect(await reason()).toBe("protocol");
    }
  });
});

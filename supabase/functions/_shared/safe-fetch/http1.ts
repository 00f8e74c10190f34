// One HTTP/1.1 request over a given connection. `fetch` cannot be told which address to connect to, so this is here:
// no keep-alive, no cache, no cookies, no trailers.
import type { Connection } from "./connection.ts";
import type { Deadline } from "./deadline.ts";
import { SafeFetchError } from "./errors.ts";
import { gunzip } from "./gunzip.ts";
import { createReader, joined, type Reader } from "./reader.ts";

export interface HttpRequest {
  method: "GET" | "POST";
  /** Path and query, as WHATWG's URL writes them. */
  path: string;
  /** Host header. */
  host: string;
  /** Names in lower case; values without line breaks. */
  headers: Readonly<Record<string, string>>;
  body?: string;
}

export interface Head {
  status: number;
  /** Names in lower case; of a name that came twice, the values joined with ", ". */
  headers: ReadonlyMap<string, string>;
}

const MOST_HEAD_BYTES = 65_536;
const MOST_LINE_BYTES = 16_384;
/** 100 Continue and 103 Early Hints come before the answer; a server that sends no end of them is no server. */
const MOST_INTERIM = 5;
const CHUNK = 65_536;

export async function send(connection: Connection, request: HttpRequest, deadline: Deadline): Promise<void> {
  const body = new TextEncoder().encode(request.body ?? "");
  const headers: Record<string, string> = {
    host: request.host,
    ...request.headers,
    "accept-encoding": "gzip",
    connection: "close",
  };
  if (request.method === "POST") headers["content-length"] = String(body.length);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${request.method} ${request.path} HTTP/1.1`, ...lines, "", ""];
  // A header value comes from a secret too: a line break in one would be a header of its own.
  if (head.slice(0, -2).some((line) => /[\r\n\0]/.test(line))) throw new SafeFetchError("bad_url");
  try {
    await deadline.within(connection.write(joined([new TextEncoder().encode(head.join("\r\n")), body])));
  } catch (cause) {
    if (cause instanceof SafeFetchError) throw cause;
    throw new SafeFetchError("protocol", { cause });
  }
}

/** The head of the answer; what follows it stays in the reader. */
export async function readHead(reader: Reader): Promise<Head> {
  let left = MOST_HEAD_BYTES;
  const line = async (): Promise<string> => {
    const text = await reader.line(Math.min(MOST_LINE_BYTES, left));
    if (text === null) throw new SafeFetchError("protocol");
    left -= text.length + 2;
    return text;
  };
  for (let interim = 0; interim <= MOST_INTERIM; interim++) {
    const status = Number(/^HTTP\/1\.[01] ([1-9]\d\d)(?:\s|$)/.exec(await line())?.[1]);
    if (Number.isNaN(status)) throw new SafeFetchError("protocol");
    const headers = new Map<string, string>();
    for (let text = await line(); text !== ""; text = await line()) {
      const colon = text.indexOf(":");
      if (colon <= 0) continue;
      const name = text.slice(0, colon).trim().toLowerCase();
      const value = text.slice(colon + 1).trim();
      const before = headers.get(name);
      headers.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    if (status >= 200) return { status, headers };
  }
  throw new SafeFetchError("protocol");
}

/** The body, unpacked, at most `maxBytes` both packed and unpacked. Throws SafeFetchError. */
export async function readBody(
  reader: Reader,
  head: Head,
  maxBytes: number,
  deadline: Deadline,
): Promise<Uint8Array> {
  if (head.status === 204 || head.status === 304) return new Uint8Array(0);
  const encoding = (head.headers.get("content-encoding") ?? "identity").toLowerCase();
  const packed = atMost(framed(reader, head, maxBytes), maxBytes);
  if (encoding === "identity" || encoding === "") return collect(packed);
  if (encoding !== "gzip" && encoding !== "x-gzip") throw new SafeFetchError("protocol");
  return collect(atMost(gunzip(packed, deadline), maxBytes));
}

async function* framed(reader: Reader, head: Head, maxBytes: number): AsyncGenerator<Uint8Array> {
  const transfer = head.headers.get("transfer-encoding")?.toLowerCase();
  if (transfer !== undefined && transfer !== "identity") {
    if (!/(^|,\s*)chunked$/.test(transfer) || transfer.includes("gzip")) throw new SafeFetchError("protocol");
    yield* chunked(reader);
    return;
  }
  const lengths = new Set(head.headers.get("content-length")?.split(/\s*,\s*/));
  const [length] = lengths;
  if (length === undefined) {
    for (let part = await reader.some(CHUNK); part !== null; part = await reader.some(CHUNK)) yield part;
    return;
  }
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) throw new SafeFetchError("protocol");
  if (Number(length) > maxBytes) throw new SafeFetchError("too_large");
  yield* exactly(reader, Number(length));
}

async function* chunked(reader: Reader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const size = /^\s*([\da-f]{1,8})\s*(;|$)/i.exec((await reader.line(1_024)) ?? "")?.[1];
    if (size === undefined) throw new SafeFetchError("protocol");
    const length = Number.parseInt(size, 16);
    if (length === 0) return;
    yield* exactly(reader, length);
    if ((await reader.line(2)) !== "") throw new SafeFetchError("protocol");
  }
}

async function* exactly(reader: Reader, length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0; ) {
    const part = await reader.some(Math.min(left, CHUNK));
    if (part === null) throw new SafeFetchError("protocol");
    left -= part.length;
    yield part;
  }
}

async function* atMost(parts: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const part of parts) {
    sum += part.length;
    if (sum > most) throw new SafeFetchError("too_large");
    yield part;
  }
}

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return joined(all);
}

export { createReader };

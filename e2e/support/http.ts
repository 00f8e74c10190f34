// HTTP as n8n, browsers and strangers speak it, each caller from an address of its own: the gateway tells functions
// the address at the other end of the socket, and rate limits are kept by it. (Linux answers on all of 127.0.0.0/8.)
import { randomInt } from "node:crypto";
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; {} when it is none. */
  readonly json: Json;
}

export interface Send {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
}

export interface Caller {
  readonly address: string;
  send(path: string, options?: Send): Promise<Answer>;
  close(): void;
}

export const freshAddress = (): string => `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;

function jsonOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}

async function read(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString("utf8");
  return { status: answer.statusCode ?? 0, headers: answer.headers, bytes, text, json: jsonOf(text) };
}

const encode = (body: unknown): string | Uint8Array =>
  typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);

/** Rejects only when no answer came: the connection failed. Redirects are not followed. */
export function createCaller(base: string, address = freshAddress()): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 512, localAddress: address });
  return {
    address,
    close: () => agent.destroy(),
    send: (path, { method, headers, body } = {}) =>
      new Promise((done, fail) => {
        const bytes = body === undefined ? undefined : Buffer.from(encode(body));
        const length = bytes ? { "content-type": "application/json", "content-length": bytes.length } : {};
        const asked = request(
          `${base}${path}`,
          { agent, method: method ?? (bytes ? "POST" : "GET"), headers: { ...length, ...headers } },
          (answer) => read(answer).then(done, fail),
        );
        asked.on("error", fail);
        asked.end(bytes);
      }),
  };
}

// Providers' dependencies for tests: settings that name stand-ins on 127.0.0.1, and a `fetch` that goes nowhere else.
import { readSettings } from "../../env.ts";
import { answering, type Loopback, listen, loopback } from "../../safe-fetch/testing/loopback.ts";
import type { ProviderDeps } from "../types.ts";

export function providerDeps(
  env: Readonly<Record<string, string>>,
  network: Loopback = loopback(),
  timeoutMs = 2_000,
): ProviderDeps {
  const fetchHere: typeof fetch = (input, init) => {
    const { hostname } = new URL(String(input));
    if (hostname !== "127.0.0.1") throw new TypeError(`not a stand-in: ${hostname}`);
    return fetch(input, init);
  };
  const { resolve, connect } = network;
  return { resolve, connect, fetch: fetchHere, settings: readSettings((name) => env[name], []), timeoutMs };
}

export interface ApiStand {
  url: string;
  port: number;
  /** Heads and bodies of the requests that came, oldest first. */
  requests: string[];
  /** Status and JSON (or text) of the next answers; `null` answers nothing. */
  answer: { status: number; body: unknown } | null;
  stop: () => Promise<void>;
}

/** An API over HTTP on 127.0.0.1. */
export async function apiStand(): Promise<ApiStand> {
  const stand: ApiStand = { url: "", port: 0, requests: [], answer: null, stop: async () => {} };
  const server = await listen(
    answering((head) => {
      stand.requests.push(head);
      if (stand.answer === null) return undefined;
      const { status, body } = stand.answer;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const type = typeof body === "string" ? "text/html" : "application/json";
      return `HTTP/1.1 ${status} X\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    }),
  );
  return Object.assign(stand, { url: `http://127.0.0.1:${server.port}`, ...server });
}

import type net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createSafeFetch, TIMEOUT_MS } from "./safe-fetch.ts";
import { answering, listen, loopback, redirect } from "./testing/loopback.ts";

const PUBLIC = "93.184.215.14";
const LIMIT_MS = 400;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** How long it took to give up, and why. */
async function fetchFrom(serve: (socket: net.Socket) => void): Promise<{ reason: string; ms: number }> {
  const site = await listen(serve);
  stops.push(site.stop);
  const network = loopback();
  network.names["slow.example"] = [PUBLIC];
  network.servers[`${PUBLIC}:80`] = site.port;
  const began = performance.now();
  const reason = await createSafeFetch(network)("http://slow.example/", { timeoutMs: LIMIT_MS }).then(
    () => "fetched",
    (error: { reason: string }) => error.reason,
  );
  return { reason, ms: performance.now() - began };
}

/** Writes a piece every 20 ms for as long as somebody listens. */
const dripping = (head: string, piece: () => string) => (socket: net.Socket) => {
  socket.write(head);
  const timer = setInterval(() => socket.write(piece()), 20);
  socket.on("close", () => clearInterval(timer));
};

describe("a server that", () => {
  const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n";
  const CASES: Readonly<Record<string, (socket: net.Socket) => void>> = {
    "never answers": () => {},
    "drips its head letter by letter": dripping("HTTP/1.1 200 OK\r\n", () => "x"),
    "drips headers without end": dripping(HEAD, () => "x: y\r\n"),
    "drips its body": dripping(`${HEAD}content-length: 100000\r\n\r\n`, () => "x"),
    "drips chunks": dripping(`${HEAD}transfer-encoding: chunked\r\n\r\n`, () => "1\r\nx\r\n"),
    "drips a packed body": dripping(`${HEAD}content-encoding: gzip\r\n\r\n`, () => ""),
    "redirects slowly": answering((_, socket) => {
      setTimeout(() => socket.end(redirect("/again")), 150);
      return undefined;
    }),
  };
  for (const [name, serve] of Object.entries(CASES)) {
    it(`${name} is given up at the limit, all hops together`, async () => {
      const { reason, ms } = await fetchFrom(serve);
      expect(reason).toBe("timeout");
      expect(ms).toBeGreaterThan(LIMIT_MS - 50);
      expect(ms).toBeLessThan(LIMIT_MS + 1_000);
    });
  }
  it("is given ten seconds when nothing else is said", () => {
    expect(TIMEOUT_MS).toBe(10_000);
  });
});

describe("DNS and connections", () => {
  it.each(["resolve", "connect"] as const)("that never end (%s) count as well", async (what) => {
    const network = { ...loopback(), [what]: () => new Promise<never>(() => {}) };
    if (what === "connect") network.names["slow.example"] = [PUBLIC];
    const fetching = createSafeFetch(network)("http://slow.example/", { timeoutMs: LIMIT_MS });
    await expect(fetching).rejects.toMatchObject({ reason: "timeout" });
  });
  it("that come too late are closed", async () => {
    let closed = 0;
    const network = loopback();
    network.names["slow.example"] = [PUBLIC];
    const late = {
      read: async () => null,
      write: async () => {},
      startTls: async () => late,
      close: () => closed++,
    };
    const connect = () => new Promise<typeof late>((done) => setTimeout(() => done(late), 200));
    const fetching = createSafeFetch({ ...network, connect })("http://slow.example/", { timeoutMs: 50 });
    await expect(fetching).rejects.toMatchObject({ reason: "timeout" });
    await expect.poll(() => closed).toBe(1);
  });
});

// A network for tests: names and public addresses are made up, and lead to servers of the test on 127.0.0.1. Nothing
// else can be connected to.
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import type { Connection, Network } from "../connection.ts";

export interface Loopback extends Network {
  /** "address:port" of each connection that was asked for, and each name that was looked up. */
  connects: string[];
  lookups: string[];
  /** What a name resolves to from now on: a list, or one list after another. */
  names: Record<string, readonly string[] | (() => readonly string[])>;
  /** "address:port" → the port on 127.0.0.1 behind it. */
  servers: Record<string, number>;
}

/** `ca`: the certificates that TLS trusts. 127.0.0.1 with the port of a test's server is reached as it is. */
export function loopback(ca?: string): Loopback {
  const self: Loopback = {
    connects: [],
    lookups: [],
    names: {},
    servers: {},
    async resolve(host) {
      self.lookups.push(host);
      const answer = self.names[host] ?? [];
      return typeof answer === "function" ? answer() : answer;
    },
    async connect(address, port) {
      self.connects.push(`${address}:${port}`);
      const behind = self.servers[`${address}:${port}`];
      if (behind === undefined) throw new Error("connection refused");
      const socket = net.connect({ host: "127.0.0.1", port: behind });
      await once(socket, "connect");
      return wrap(socket, ca);
    },
  };
  return self;
}

function wrap(socket: net.Socket, ca?: string): Connection {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  socket.on("error", () => {});
  return {
    async read() {
      chunks ??= socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      const { done, value } = await chunks.next();
      return done ? null : new Uint8Array(value);
    },
    write: (bytes) =>
      new Promise((done, failed) => {
        socket.write(bytes, (error) => (error ? failed(error) : done()));
      }),
    async startTls(hostname) {
      const servername = net.isIP(hostname) ? "" : hostname;
      const secured = tls.connect({ socket, servername, ...(ca && { ca }) });
      await once(secured, "secureConnect");
      const wrong = tls.checkServerIdentity(hostname, secured.getPeerCertificate());
      if (wrong) throw wrong;
      return wrap(secured, ca);
    },
    close: () => socket.destroy(),
  };
}

/** A server of one test on 127.0.0.1; `stop` ends its connections too. */
export async function listen(
  serve: (socket: net.Socket) => void,
  secure?: { cert: string; key: string },
): Promise<{ port: number; stop: () => Promise<void> }> {
  const open = new Set<net.Socket>();
  const accept = (socket: net.Socket): void => {
    open.add(socket.on("error", () => {}).on("close", () => open.delete(socket)));
    serve(socket);
  };
  const server = secure ? tls.createServer(secure, accept) : net.createServer(accept);
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as net.AddressInfo).port,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Serves raw HTTP: the request's head goes in, what is to be written comes out. */
export const answering =
  (answer: (head: string, socket: net.Socket) => string | Uint8Array | undefined) =>
  (socket: net.Socket): void => {
    let head = "";
    let answered = false;
    socket.on("data", (bytes) => {
      head += bytes.toString("latin1");
      if (answered || !head.includes("\r\n\r\n")) return;
      answered = true;
      const reply = answer(head, socket);
      if (reply !== undefined) socket.end(reply);
    });
  };

export const html = (body: string, headers = ""): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
export const redirect = (location: string, status = 302): string =>
  `HTTP/1.1 ${status} Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`;

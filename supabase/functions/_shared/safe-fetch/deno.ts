// The real network, in an Edge Function: DNS, TCP and TLS of Deno. Only index.ts imports this.
import type { Connection, Network } from "./connection.ts";

const READ_BYTES = 65_536;

/** "No such record"; Deno says the same of a SERVFAIL. What remains is DNS that did not answer at all. */
const isAbsent = (reason: unknown): boolean => reason instanceof Deno.errors.NotFound;

async function resolve(host: string): Promise<readonly string[]> {
  // With the root's dot no search domain is tried.
  const name = host.endsWith(".") ? host : `${host}.`;
  const answers = await Promise.allSettled([Deno.resolveDns(name, "A"), Deno.resolveDns(name, "AAAA")]);
  const addresses = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const failure = answers.find((answer) => answer.status === "rejected" && !isAbsent(answer.reason));
  if (addresses.length === 0 && failure?.status === "rejected") throw failure.reason;
  return addresses;
}

function wrap(conn: Deno.TcpConn | Deno.TlsConn): Connection {
  const buffer = new Uint8Array(READ_BYTES);
  let closed = false;
  return {
    async read() {
      const count = await conn.read(buffer);
      return count === null ? null : buffer.slice(0, count);
    },
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) at += await conn.write(bytes.subarray(at));
    },
    async startTls(hostname) {
      const secured = await Deno.startTls(conn as Deno.TcpConn, { hostname });
      closed = true; // the plain connection is TLS's own from here on
      try {
        // Otherwise a certificate for another name would show at the first read, and look like a broken answer.
        await secured.handshake();
        return wrap(secured);
      } catch (error) {
        secured.close();
        throw error;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      try {
        conn.close();
      } catch {
        // closed by the other side or by a handshake that failed
      }
    },
  };
}

/** Connects to the address it is given and asks DNS for nothing. */
export const denoNetwork: Network = {
  resolve,
  connect: async (hostname, port) => wrap(await Deno.connect({ hostname, port })),
};

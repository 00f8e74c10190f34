// A name server of a few lines on 127.0.0.1: enough of RFC 1035 to answer one question.
import dgram from "node:dgram";
import { once } from "node:events";

/** RCODEs of RFC 1035. */
export const SERVFAIL = 2;
export const NXDOMAIN = 3;

/** Records of a name: [type, rdata], or an RCODE. Types: 1 A, 5 CNAME, 28 AAAA. */
export type Zone = (name: string, type: number) => readonly (readonly [number, Buffer])[] | number;

export const encodeName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);

export async function dnsStand(zone: Zone): Promise<{ port: number; stop: () => void }> {
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length));
      at += length + 1;
    }
    const question = query.subarray(12, at + 5);
    const found = zone(labels.join(".").toLowerCase(), query.readUInt16BE(at + 1));
    const records = typeof found === "number" ? [] : found;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (typeof found === "number" ? found : 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    // Each answer is of the question's own name: a pointer to byte 12.
    const answers = records.map(([type, data]) => {
      const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]);
      return Buffer.concat([head, data]);
    });
    socket.send(Buffer.concat([header, question, ...answers]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, stop: () => socket.close() };
}

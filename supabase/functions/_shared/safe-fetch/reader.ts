// Lines and blocks from a connection, each under the deadline and with a cap on what is kept.
import type { Connection } from "./connection.ts";
import type { Deadline } from "./deadline.ts";
import { SafeFetchError } from "./errors.ts";

const LF = 10;
const EMPTY = new Uint8Array(0);

export interface Reader {
  /** Up to and without CRLF or LF, as Latin-1; null at the end. Throws `protocol` for one longer than `most` bytes. */
  line(most: number): Promise<string | null>;
  /** The next bytes, at most `most`; null at the end. */
  some(most: number): Promise<Uint8Array | null>;
}

export function createReader(connection: Connection, deadline: Deadline): Reader {
  let held: Uint8Array = EMPTY;
  /** False at the end. */
  const fill = async (): Promise<boolean> => {
    const next = await deadline.within(readOf(connection));
    if (next === null) return false;
    held = held.length === 0 ? next : joined([held, next]);
    return true;
  };
  const take = (count: number): Uint8Array => {
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  return {
    async line(most) {
      for (;;) {
        const at = held.indexOf(LF);
        if (at > most || (at < 0 && held.length > most)) throw new SafeFetchError("protocol");
        if (at >= 0) return latin1(take(at + 1)).replace(/\r?\n$/, "");
        if (!(await fill())) return held.length === 0 ? null : latin1(take(held.length));
      }
    },
    async some(most) {
      while (held.length === 0) if (!(await fill())) return null;
      return take(Math.min(most, held.length));
    },
  };
}

/** A connection that breaks off mid-answer is not an error of ours. */
async function readOf(connection: Connection): Promise<Uint8Array | null> {
  try {
    return await connection.read();
  } catch (cause) {
    throw new SafeFetchError("protocol", { cause });
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return text;
}

// DNS messages as bytes (RFC 1035, 4), as much of them as DNS over HTTPS needs.
import type { Answer, AnswerType, Bytes, Lookup } from "./types.ts";

export const TYPE_CODES = { A: 1, CNAME: 5, PTR: 12, MX: 15, TXT: 16, AAAA: 28 } as const satisfies Record<
  AnswerType,
  number
>;
const HEADER_BYTES = 12;
/** Recursion desired. */
const FLAGS = 0x0100;
const RCODES: Readonly<Record<number, string>> = { 1: "FORMERR", 2: "SERVFAIL", 4: "NOTIMP", 5: "REFUSED" };
const NXDOMAIN = 3;

const text = new TextEncoder();
const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (b) => String.fromCharCode(b)).join("");

/** Throws TypeError for a name that no message can hold. */
export function encodeName(name: string): Bytes {
  const labels = name.split(".").filter((label) => label !== "");
  const parts = labels.map((label) => text.encode(label));
  const length = parts.reduce((sum, part) => sum + part.length + 1, 1);
  if (length > 255 || parts.some((part) => part.length > 63)) throw new TypeError("the name is too long");
  return Uint8Array.from([...parts.flatMap((part) => [part.length, ...part]), 0]);
}

/** The id is 0, as RFC 8484 (4.1) wants it, so that answers can be cached. */
export function encodeQuery(name: string, type: AnswerType): Bytes {
  const question = encodeName(name);
  const message = new Uint8Array(HEADER_BYTES + question.length + 4);
  const view = new DataView(message.buffer);
  view.setUint16(2, FLAGS);
  view.setUint16(4, 1);
  message.set(question, HEADER_BYTES);
  view.setUint16(HEADER_BYTES + question.length, TYPE_CODES[type]);
  view.setUint16(HEADER_BYTES + question.length + 2, 1);
  return message;
}

/** Reads the name at `at`; pointers lead backwards only, so that none goes in a circle. Throws RangeError. */
export function readName(view: DataView, at: number): { name: string; end: number } {
  const labels: string[] = [];
  let end = 0;
  for (let before = at; ; ) {
    const length = view.getUint8(at);
    if (length >= 0xc0) {
      end ||= at + 2;
      const target = view.getUint16(at) & 0x3fff;
      if (target >= before) throw new RangeError("a pointer leads forward");
      at = before = target;
    } else if (length === 0) return { name: labels.join("."), end: end || at + 1 };
    else {
      labels.push(latin1(new Uint8Array(view.buffer, view.byteOffset + at + 1, length)));
      at += length + 1;
    }
  }
}

type Reader<T extends AnswerType> = (view: DataView, at: number, end: number) => Answer[T];
const bytesOf = (view: DataView, at: number, end: number) =>
  Array.from({ length: end - at }, (_, i) => view.getUint8(at + i));
const nameAt = (view: DataView, at: number) => readName(view, at).name;

const READERS: { [T in AnswerType]: Reader<T> } = {
  A: (view, at, end) => bytesOf(view, at, end).join("."),
  AAAA: (view, at) => Array.from({ length: 8 }, (_, i) => view.getUint16(at + 2 * i).toString(16)).join(":"),
  CNAME: nameAt,
  PTR: nameAt,
  MX: (view, at) => ({ preference: view.getUint16(at), exchange: nameAt(view, at + 2) || "." }),
  TXT: (view, at, end) => {
    const strings: string[] = [];
    while (at < end) {
      const length = view.getUint8(at);
      strings.push(latin1(Uint8Array.from(bytesOf(view, at + 1, Math.min(at + 1 + length, end)))));
      at += length + 1;
    }
    return strings;
  },
};

/** The answers of the type that was asked for, aliases on the way left out. Never throws. */
export function decodeAnswer<T extends AnswerType>(message: Uint8Array, type: T): Lookup<T> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  try {
    const rcode = view.getUint16(2) & 0xf;
    if (rcode === NXDOMAIN) return { kind: "nxdomain" };
    if (rcode !== 0) return { kind: "failed", reason: RCODES[rcode] ?? `code ${rcode}` };
    let at = HEADER_BYTES;
    for (let left = view.getUint16(4); left > 0; left--) at = readName(view, at).end + 4;
    const answers: Answer[T][] = [];
    for (let left = view.getUint16(6); left > 0; left--) {
      const { end } = readName(view, at);
      const data = end + 10;
      const next = data + view.getUint16(end + 8);
      if (next > view.byteLength) throw new RangeError("a record is cut off");
      if (view.getUint16(end) === TYPE_CODES[type]) answers.push(READERS[type](view, data, next));
      at = next;
    }
    return answers.length > 0 ? { kind: "answers", answers } : { kind: "nodata" };
  } catch {
    return { kind: "failed", reason: "an answer that cannot be read" };
  }
}

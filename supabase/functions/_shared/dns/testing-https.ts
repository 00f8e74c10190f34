// A DNS-over-HTTPS server of recorded answers, for tests that go through a running function: DNS_OVER_HTTPS_URL points
// at wherever `answer` is served.
import { type Zone, zoneResolver } from "./testing.ts";
import type { Answer, AnswerType, Bytes } from "./types.ts";
import { encodeName, readName, TYPE_CODES } from "./wire.ts";

const HEADER_BYTES = 12;
const RCODES = { answers: 0, nodata: 0, failed: 2, nxdomain: 3 } as const;
const word = (value: number): number[] => [value >> 8, value & 255];

function dataOf(type: AnswerType, answer: Answer[AnswerType]): number[] {
  if (type === "A") return (answer as string).split(".").map(Number);
  if (type === "AAAA") {
    const [head = "", tail] = (answer as string).split("::");
    const words = (part = "") => (part === "" ? [] : part.split(":").map((hex) => Number.parseInt(hex, 16)));
    const zeros = Array<number>(8 - words(head).length - words(tail).length).fill(0);
    return [...words(head), ...zeros, ...words(tail)].flatMap(word);
  }
  if (type === "TXT") {
    // A zone may be lazy about it: no string is longer than 255 bytes.
    const strings = (answer as readonly string[]).flatMap((text) => text.match(/.{1,255}/gs) ?? [""]);
    return strings.flatMap((text) => [text.length, ...new TextEncoder().encode(text)]);
  }
  if (type === "MX") {
    const { preference, exchange } = answer as Answer["MX"];
    return [...word(preference), ...encodeName(exchange)];
  }
  return [...encodeName(answer as string)];
}

/** Answers a DNS message by the zones; an alias on the way is not shown. */
export function createZoneServer(...zones: Zone[]): (query: Uint8Array) => Promise<Bytes> {
  const resolver = zoneResolver(...zones);
  return async (query) => {
    const view = new DataView(query.buffer, query.byteOffset, query.byteLength);
    const { name, end } = readName(view, HEADER_BYTES);
    const code = view.getUint16(end);
    const type = (Object.keys(TYPE_CODES) as AnswerType[]).find((key) => TYPE_CODES[key] === code);
    const lookup = type ? await resolver.resolve(name.toLowerCase(), type) : { kind: "nodata" as const };
    const records =
      lookup.kind === "answers" ? lookup.answers.map((answer) => dataOf(type as AnswerType, answer)) : [];
    return Uint8Array.from([
      ...query.slice(0, 2),
      ...[0x81, 0x80 | RCODES[lookup.kind], 0, 1, ...word(records.length), 0, 0, 0, 0],
      ...query.slice(HEADER_BYTES, end + 4),
      ...records.flatMap((data) => [
        0xc0,
        HEADER_BYTES,
        ...word(code),
        0,
        1,
        0,
        0,
        0,
        60,
        ...word(data.length),
        ...data,
      ]),
    ]);
  };
}

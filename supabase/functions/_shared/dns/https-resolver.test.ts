// What is made of the bytes that come back, mangled ones included: hence its length. Nothing here leaves the process.
import { describe, expect, it } from "vitest";
import { createHttpsResolver } from "./https-resolver.ts";
import type { Bytes } from "./types.ts";
import { encodeName, encodeQuery } from "./wire.ts";

const word = (value: number) => [value >> 8, value & 255];
interface Rr {
  type: number;
  data: number[];
}
/** An answer to a question for a.example; each record's owner is a pointer to the question. */
const message = (rcode: number, ...records: Rr[]): Bytes =>
  Uint8Array.from([
    ...[0, 0, 0x81, 0x80 | rcode, 0, 1, ...word(records.length), 0, 0, 0, 0],
    ...[...encodeName("a.example"), 0, 16, 0, 1],
    ...records.flatMap(({ type, data }) => [
      0xc0,
      12,
      ...word(type),
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
const ascii = (text: string) => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];
const over = (...answers: (Bytes | number | Error)[]) => {
  const sent: Uint8Array[] = [];
  const resolver = createHttpsResolver({
    url: "https://dns.example/dns-query",
    fetch: async (_url, init) => {
      sent.push(init?.body as Uint8Array);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return typeof answer === "number" ? new Response("", { status: answer }) : new Response(answer);
    },
  });
  return { resolver, sent };
};

describe("DNS over HTTPS", () => {
  it("reads each type, aliases on the way left out", async () => {
    const alias = { type: 5, data: [1, 98, 0xc0, 14] };
    const txt = over(message(0, alias, { type: 16, data: [...ascii("v=spf1 -"), ...ascii("all")] }));
    expect(await txt.resolver.resolve("a.example", "TXT")).toEqual({
      kind: "answers",
      answers: [["v=spf1 -", "all"]],
    });
    expect(Buffer.from(txt.sent[0] as Uint8Array).toString("hex")).toBe(
      "000001000001000000000000" + "0161076578616d706c6500" + "00100001",
    );
    const mx = over(message(0, { type: 15, data: [0, 10, 1, 109, 0xc0, 12] }, { type: 15, data: [0, 0, 0] }));
    expect(await mx.resolver.resolve("a.example", "MX")).toEqual({
      kind: "answers",
      answers: [
        { preference: 10, exchange: "m.a.example" },
        { preference: 0, exchange: "." },
      ],
    });
    const cname = over(message(0, alias));
    expect(await cname.resolver.resolve("a.example", "CNAME")).toEqual({
      kind: "answers",
      answers: ["b.example"],
    });
    const a = over(message(0, { type: 1, data: [192, 0, 2, 1] }));
    expect(await a.resolver.resolve("a.example", "A")).toEqual({ kind: "answers", answers: ["192.0.2.1"] });
    const aaaa = over(
      message(0, { type: 28, data: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7] }),
    );
    expect(await aaaa.resolver.resolve("a.example", "AAAA")).toEqual({
      kind: "answers",
      answers: ["2001:db8:0:0:0:0:0:7"],
    });
  });

  it("tells apart no such name, no such record, and no answer", async () => {
    const kind = async (...answers: Parameters<typeof over>) =>
      (await over(...answers).resolver.resolve("a.example", "TXT")).kind;
    expect(await kind(message(3))).toBe("nxdomain");
    expect(await kind(message(0))).toBe("nodata");
    expect(await over(message(2)).resolver.resolve("a.example", "TXT")).toEqual({
      kind: "failed",
      reason: "SERVFAIL",
    });
    for (const answer of [
      message(5),
      503,
      new TypeError("refused"),
      new DOMException("late", "TimeoutError"),
    ]) {
      expect(await kind(answer)).toBe("failed");
    }
  });

  it("asks a second time, and no third", async () => {
    const { resolver, sent } = over(new TypeError("reset"), message(0));
    expect((await resolver.resolve("a.example", "TXT")).kind).toBe("nodata");
    const dead = over(503);
    await dead.resolver.resolve("a.example", "TXT");
    expect([sent.length, dead.sent.length]).toEqual([2, 2]);
  });

  it("takes a mangled answer for none", async () => {
    const whole = message(0, { type: 5, data: [1, 98, 0xc0, 14] });
    const circle = Uint8Array.from(whole);
    circle.set([0xc0, whole.length - 4], whole.length - 2);
    const answers = [
      circle,
      ...Array.from({ length: whole.length - 1 }, (_, end) => whole.slice(0, end + 1)),
    ];
    for (const answer of answers) {
      expect((await over(answer).resolver.resolve("a.example", "CNAME")).kind).toBe("failed");
    }
  });

  it("asks nobody for a name that cannot be", async () => {
    const { resolver, sent } = over(503);
    expect((await resolver.resolve(`${"x".repeat(64)}.example`, "A")).kind).toBe("nxdomain");
    expect(() => encodeQuery(Array.from({ length: 50 }, () => "label").join("."), "A")).toThrow(TypeError);
    expect(sent).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { DatabaseError } from "../errors/mod.ts";
import { createGroupCommit, type GroupOutcome } from "./group-commit.ts";

interface Ask {
  items: string[];
}
type Answer = string | { refused: string };

/** A database that is slow by hand: each call waits to be let go. */
function fake(
  fail: (items: string[], calls: number) => DatabaseError | undefined = () => undefined,
  options = {},
) {
  const calls: string[][][] = [];
  const waiting: (() => void)[] = [];
  let open = false;
  const submit = createGroupCommit<Ask, Answer>({
    async call(requests) {
      calls.push(requests.map((r) => [...r.items]));
      const nth = calls.length;
      if (!open) await new Promise<void>((go) => waiting.push(go));
      const error = fail(
        requests.flatMap((r) => r.items),
        nth,
      );
      if (error) throw error;
      return requests.map(
        (r): GroupOutcome<Answer> => ({ status: 200, results: r.items.map((i) => `stored ${i}`) }),
      );
    },
    refused: (error) => ({ refused: error.code }),
    ...options,
  });
  const letGo = () => {
    open = true;
    for (const go of waiting.splice(0)) go();
  };
  return { submit, calls, letGo };
}

const ask = (...items: string[]): Ask => ({ items });
const sqlState = (code: string) => new DatabaseError({ code, message: code }, 400);

describe("group commit", () => {
  it("sends a lone request at once, and what comes meanwhile as one", async () => {
    const { submit, calls, letGo } = fake();
    const first = submit(ask("a"));
    expect(calls).toEqual([[["a"]]]);
    const rest = [submit(ask("b")), submit(ask("c", "d")), submit(ask())];
    letGo();
    expect(await Promise.all([first, ...rest])).toEqual([
      { status: 200, results: ["stored a"] },
      { status: 200, results: ["stored b"] },
      { status: 200, results: ["stored c", "stored d"] },
      { status: 200, results: [] },
    ]);
    expect(calls.slice(1)).toEqual([[["b"], ["c", "d"], []]]);
  });

  it("lets the next group overtake a call that takes long, up to its limit", async () => {
    const { submit, calls, letGo } = fake(undefined, { slowMs: 10, maxInFlight: 2 });
    const all = ["a", "b", "c"].map((i) => submit(ask(i)));
    expect(calls).toHaveLength(1);
    await new Promise((done) => setTimeout(done, 60));
    expect(calls).toEqual([[["a"]], [["b"], ["c"]]]);
    all.push(submit(ask("d")));
    await new Promise((done) => setTimeout(done, 60));
    expect(calls).toHaveLength(2);
    letGo();
    expect((await Promise.all(all)).map((o) => o.results?.[0])).toEqual([
      "stored a",
      "stored b",
      "stored c",
      "stored d",
    ]);
  });

  it("keeps a group within 64 requests and 1,000 items", async () => {
    const { submit, calls, letGo } = fake();
    const many = Array.from({ length: 130 }, (_, i) => submit(ask(String(i))));
    const big = Array.from({ length: 3 }, () => submit(ask(...Array.from({ length: 500 }, String))));
    letGo();
    await Promise.all([...many, ...big]);
    expect(calls.map((requests) => requests.length)).toEqual([1, 64, 64, 2, 2]);
    expect(Math.max(...calls.map((requests) => requests.flat().length))).toBeLessThanOrEqual(1_000);
  });

  it.each(["22003", "23514", "21000", "PGRST102"])("%s: the culprit alone is refused", async (code) => {
    const { submit, calls, letGo } = fake((items) => (items.includes("bad") ? sqlState(code) : undefined));
    const before = submit(ask("first"));
    const others = Array.from({ length: 62 }, (_, i) => submit(ask(`i${i}`)));
    const mixed = submit(ask("x", "bad", "y"));
    letGo();
    expect(await mixed).toEqual({
      status: 200,
      results: ["stored x", { refused: "data_rejected" }, "stored y"],
    });
    expect((await Promise.all([before, ...others])).every((o) => o.status === 200)).toBe(true);
    expect(calls.length).toBeLessThan(24);
  });

  it("fails a request without items that the database cannot read", async () => {
    const { submit, letGo } = fake(() => sqlState("22P02"));
    letGo();
    await expect(submit(ask())).rejects.toMatchObject({ status: 400, code: "data_rejected" });
  });

  it.each(["40P01", "55P03", "57014", "53300"])("%s: retried once in halves", async (code) => {
    const { submit, calls, letGo } = fake((_items, nth) => (nth === 2 ? sqlState(code) : undefined));
    const all = ["a", "b", "c", "d", "e"].map((i) => submit(ask(i)));
    letGo();
    expect((await Promise.all(all)).map((o) => o.results?.[0])).toEqual(
      ["a", "b", "c", "d", "e"].map((i) => `stored ${i}`),
    );
    expect(calls).toEqual([[["a"]], [["b"], ["c"], ["d"], ["e"]], [["b"], ["c"]], [["d"], ["e"]]]);
  });

  it("gives up after one retry with 503", async () => {
    const { submit, calls, letGo } = fake(() => new DatabaseError({ message: "fetch failed" }, 0));
    letGo();
    await expect(submit(ask("a"))).rejects.toMatchObject({ status: 503, code: "database_unavailable" });
    expect(calls).toHaveLength(2);
  });

  it("does not repeat a mistake of ours", async () => {
    const { submit, calls, letGo } = fake(() => sqlState("42883"));
    letGo();
    await expect(submit(ask("a"))).rejects.toMatchObject({ status: 500 });
    expect(calls).toHaveLength(1);
  });

  it("what judges the whole request wins over parts sent apart", async () => {
    let call = 0;
    const submit = createGroupCommit<Ask, Answer>({
      async call(requests) {
        call++;
        if (call === 1) throw sqlState("22003");
        if (call === 2) return [{ status: 200, results: requests[0]?.items.map(() => "stored") ?? [] }];
        return [{ status: 429, code: "rate_limited", retry_after: 3 }];
      },
      refused: () => "refused",
    });
    expect(await submit(ask("a", "b"))).toEqual({ status: 429, code: "rate_limited", retry_after: 3 });
  });

  it("answers 503 instead of queueing without end, or for too long", async () => {
    const full = fake(undefined, { maxWaiting: 2 });
    const taken = [full.submit(ask("a")), full.submit(ask("b")), full.submit(ask("c"))];
    await expect(full.submit(ask("d"))).rejects.toMatchObject({ status: 503, code: "overloaded" });
    full.letGo();
    await Promise.all(taken);

    const slow = fake(undefined, { maxWaitMs: 20 });
    const first = slow.submit(ask("a"));
    const late = slow.submit(ask("b"));
    await new Promise((done) => setTimeout(done, 40));
    slow.letGo();
    await expect(late).rejects.toMatchObject({ status: 503 });
    expect((await first).status).toBe(200);
  });
});

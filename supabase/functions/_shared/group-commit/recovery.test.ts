import { describe, expect, it } from "vitest";
import { DatabaseError } from "../errors/mod.ts";
import { type Answer, type Ask, ask, fake, sqlState } from "../testing/slow-database.ts";
import { createGroupCommit } from "./group-commit.ts";

describe("group commit, when a call fails", () => {
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
});

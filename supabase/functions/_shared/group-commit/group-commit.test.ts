import { describe, expect, it } from "vitest";
import { ask, fake } from "../testing/slow-database.ts";

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

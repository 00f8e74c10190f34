import { afterEach, describe, expect, it, vi } from "vitest";
import { count, countInto, takeCounts } from "./counts.ts";

const platform = globalThis as { EdgeRuntime?: { waitUntil(work: Promise<unknown>): unknown } };

afterEach(() => {
  vi.useRealTimers();
  delete platform.EdgeRuntime;
  takeCounts();
});

describe("count", () => {
  it("adds up what ended alike, and takes a batch's summary for one kind", () => {
    takeCounts();
    count("events", 200, "ok");
    count("events", 200, "ok", 4);
    count("events", 200, "failed 3/10");
    count("events", 401, "invalid_token");
    expect(takeCounts()).toEqual([
      { function: "events", status: 200, outcome: "ok", requests: 5 },
      { function: "events", status: 200, outcome: "mixed", requests: 1 },
      { function: "events", status: 401, outcome: "invalid_token", requests: 1 },
    ]);
    expect(takeCounts()).toEqual([]);
  });

  it("sends once for many, and keeps what could not be sent", async () => {
    vi.useFakeTimers();
    const works: Promise<unknown>[] = [];
    platform.EdgeRuntime = { waitUntil: (work) => works.push(work) };
    const sent: unknown[] = [];
    let away = true;
    countInto(async (name, args) => {
      if (away) throw new Error("away");
      sent.push([name, args.p_counts]);
      return undefined as never;
    });
    for (let i = 0; i < 50; i++) count("track", 302, "ok");
    expect(works).toHaveLength(1);
    await vi.runAllTimersAsync();
    expect(sent).toEqual([]);
    away = false;
    count("track", 302, "ok");
    await vi.runAllTimersAsync();
    expect(sent).toEqual([
      ["count_requests", [{ function: "track", status: 302, outcome: "ok", requests: 51 }]],
    ]);
  });
});

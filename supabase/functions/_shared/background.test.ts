import { afterEach, describe, expect, it } from "vitest";
import { inBackground } from "./background.ts";

const scope = globalThis as { EdgeRuntime?: unknown };
afterEach(() => {
  delete scope.EdgeRuntime;
});

describe("inBackground", () => {
  it("lets the answer go at once where the platform waits, whatever its waitUntil gives back", async () => {
    const kept: Promise<unknown>[] = [];
    scope.EdgeRuntime = {
      waitUntil(work: Promise<unknown>) {
        kept.push(work);
        return work;
      },
    };
    let isDone = false;
    let finish = () => {};
    const work = new Promise<void>((done) => (finish = done)).then(() => (isDone = true));
    await inBackground(work);
    expect([isDone, kept.length]).toEqual([false, 1]);
    finish();
    await kept[0];
    expect(isDone).toBe(true);
  });

  it("lends the platform no work that rejects", async () => {
    let kept: Promise<unknown> | undefined;
    scope.EdgeRuntime = { waitUntil: (work: Promise<unknown>) => (kept = work) };
    await inBackground(Promise.reject(new Error("broke off")));
    await expect(kept).resolves.toBeUndefined();
  });

  it("waits for short work where nobody keeps the isolate alive for it", async () => {
    let isDone = false;
    await inBackground(Promise.resolve().then(() => (isDone = true)));
    expect(isDone).toBe(true);
  });
});

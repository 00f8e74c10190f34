import { describe, expect, it } from "vitest";
import { createQueueLoop, type Turn } from "./queue-loop.ts";

function make(turn: (n: number) => Turn) {
  let time = 0;
  let turns = 0;
  const sleep = async (ms: number) => {
    time += ms;
  };
  const run = createQueueLoop({ now: () => time, sleep }, async () => turn(turns++));
  return { run, turns: () => turns, time: () => time };
}

describe("an invocation", () => {
  it("ends at once when the queue is empty, and after its share of work", async () => {
    const empty = make(() => ({ worked: 0, idle: true, dueInS: null }));
    await empty.run();
    expect(empty.turns()).toBe(1);
    const full = make(() => ({ worked: 1, idle: false, dueInS: 0 }));
    await full.run();
    expect(full.turns()).toBe(12);
  });

  it("goes on with what polls for the whole of its life: each poll a second after the other", async () => {
    const { run, turns, time } = make((n) =>
      n % 2 === 0 ? { worked: 0, idle: false, dueInS: null } : { worked: 0, idle: true, dueInS: 1 },
    );
    await run();
    expect(turns()).toBeGreaterThan(90);
    expect(time()).toBeGreaterThanOrEqual(49_000);
  });

  it("looks again soon at what another holds for long", async () => {
    const { run, turns } = make((n) => ({ worked: 0, idle: true, dueInS: n < 20 ? 60 : null }));
    await run();
    expect(turns()).toBe(21);
  });

  it("makes room for younger ones when too many wait", async () => {
    let ended = 0;
    const clock = { now: () => 0, sleep: () => new Promise<void>(() => {}) };
    const run = createQueueLoop(clock, async () => ({ worked: 0, idle: true, dueInS: 1 }));
    for (let n = 0; n < 6; n++) void run().then(() => ended++);
    await new Promise((done) => setTimeout(done, 10));
    expect(ended).toBe(2);
  });
});

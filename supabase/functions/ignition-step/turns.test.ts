// A sidecar that comes late, never, or is another's; and a run that another process cancels. In memory, without waiting.
import { describe, expect, it } from "vitest";
import { expectNothing } from "./testing/expectations.ts";
import { createWorld } from "./testing/world.ts";

describe("I5 the handshake", () => {
  it("I5 waits for a sidecar that starts late, at the cost of no attempt", async () => {
    const world = createWorld();
    const ready = world.health;
    world.health = null;
    let asked = 0;
    world.meanwhile = (call) => {
      if (call === "handshake.health" && ++asked === 20) world.health = ready;
    };
    await world.untilEnd();
    expect(world.memory.status).toBe("active");
    expect(world.memory.operations.filter((o) => o.step === "handshake_pending")).toHaveLength(1);
  });

  it.each([
    [
      "belongs to another workspace",
      { ok: true, enrolled: true, workspaceId: "another", problem: null },
      true,
    ],
    ["does not hold the key", undefined, false],
  ])("refuses a sidecar that %s", async (why, health, proven) => {
    const world = createWorld();
    if (health) world.health = health;
    world.proven = proven;
    await world.untilEnd();
    expectNothing(world);
    expect(world.memory.error).toContain(why);
    expect(world.engine.asked).toEqual([]);
  });
});

describe("the sidecar's clock", () => {
  it.each([
    [61, /its clock is 61 s ahead of Genesis's/],
    [-11, /its clock is 11 s behind Genesis's/],
  ])("off by %s s is told before anything is made in n8n", async (aheadS, why) => {
    const world = createWorld();
    world.aheadS = aheadS;
    await world.untilEnd();
    expectNothing(world);
    expect(world.memory.error).toMatch(why);
    expect(world.engine.asked).toEqual([]);
  });

  it.each([60, -10])("off by %s s is no trouble", async (aheadS) => {
    const world = createWorld();
    world.aheadS = aheadS;
    await world.untilEnd();
    expect(world.memory.status).toBe("active");
  });

  it("that is put right while the handshake waits costs no attempt", async () => {
    const world = createWorld();
    world.aheadS = 600;
    let asked = 0;
    world.meanwhile = (call) => {
      if (call === "handshake.challenge" && ++asked === 5) world.aheadS = 0;
    };
    await world.untilEnd();
    expect(world.memory.status).toBe("active");
    expect(world.memory.operations.filter((o) => o.step === "handshake_pending")).toHaveLength(1);
  });
});

describe("I9 a cancel", () => {
  it("I9 before each call of each step turns the run round, clean", async () => {
    const undisturbed = createWorld();
    await undisturbed.untilEnd();
    const steps = new Set(undisturbed.memory.operations.map((o) => o.step));
    expect(steps.size).toBe(6);
    for (const [at, label] of undisturbed.calls.entries()) {
      const world = createWorld();
      world.meanwhile = () => {
        if (world.calls.length - 1 === at) world.memory.cancelled = true;
      };
      await world.untilEnd();
      // Once its last step had begun there was no boundary left to turn round at.
      if (world.memory.status === "active")
        expect(undisturbed.calls.slice(at).filter((c) => c === "db.claim").length, label).toBeLessThanOrEqual(
          2,
        );
      else expectNothing(world);
    }
  });
});

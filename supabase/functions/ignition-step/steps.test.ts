// What each step does with trouble: transient, permanent, late, cancelled; in memory, without waiting.
import { describe, expect, it } from "vitest";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import type { Action } from "../_shared/sidecar/mod.ts";
import { createWorld, inventory, type World } from "./testing/world.ts";

const ACTIONS: Action[] = ["INJECT_CREDENTIAL", "DEPLOY_WORKFLOW", "ACTIVATE_WORKFLOW"];
const PEOPLES = ["imap", "openai_api", "smtp"];

function expectNothing(world: World) {
  const nothing = { partitions: [], credentials: [], workflows: [], mapped: [], vault: PEOPLES };
  expect(inventory(world)).toMatchObject({ status: "failed", rollbackSuccess: true, ...nothing });
}

describe("I4 a failure of the sidecar", () => {
  it.each(ACTIONS)("I4 that passes, at %s, is tried again", async (action) => {
    const world = createWorld();
    let left = 4;
    world.engine.fault = (asked) => {
      if (asked === action && left-- > 0) throw new RetryableError("engine_busy", "n8n is busy");
    };
    await world.untilEnd();
    expect(inventory(world)).toMatchObject({ status: "active", workflows: { length: 7 } });
  });

  it.each(ACTIONS)("I4 that stays, at %s, unmakes everything", async (action) => {
    const world = createWorld();
    world.engine.fault = (asked) => {
      if (asked === action) throw new RetryableError("engine_busy", "n8n is busy");
    };
    await world.untilEnd();
    expectNothing(world);
    const step = world.memory.operations.find((o) => o.status === "failed")?.step;
    expect(world.memory.operations.filter((o) => o.step === step)).toHaveLength(5);
  });

  it("I4 a credential that n8n refuses is not tried again; one that it is busy with is, three times a reading", async () => {
    const world = createWorld();
    world.engine.fault = (asked) => {
      if (asked === "INJECT_CREDENTIAL") throw new PermanentError("engine_refused", "400 from n8n");
    };
    await world.untilEnd();
    expectNothing(world);
    expect(world.engine.asked.filter((a) => a === "INJECT_CREDENTIAL")).toHaveLength(1);

    const busy = createWorld();
    busy.engine.fault = (asked) => {
      if (asked === "INJECT_CREDENTIAL") throw new RetryableError("engine_busy", "n8n is busy");
    };
    await busy.untilEnd();
    expect(busy.engine.asked.filter((a) => a === "INJECT_CREDENTIAL")).toHaveLength(5 * 3);
  });

  it("I4 in the rollback itself ends as not clean, after twenty tries", async () => {
    const world = createWorld();
    world.engine.fault = (asked) => {
      if (asked === "ACTIVATE_WORKFLOW") throw new PermanentError("activation_failed", "no");
      if (asked === "DELETE_WORKFLOW") throw new RetryableError("sidecar_unreachable", "gone");
    };
    await world.untilEnd();
    expect(inventory(world)).toMatchObject({ status: "failed", rollbackSuccess: false });
    expect(world.memory.operations.filter((o) => o.step === "rollback_workflows")).toHaveLength(20);
  });

  it("a key that the provider refuses is told, and everything is unmade; one that it cannot judge passes", async () => {
    const refused = createWorld();
    refused.engine.verdict = { ok: false, message: "401 Incorrect API key provided" };
    await refused.untilEnd();
    expectNothing(refused);
    expect(refused.memory.error).toBe("The provider refuses the stored credential 'openai_api'");

    const away = createWorld();
    away.engine.verdict = { ok: false, message: "connect ECONNREFUSED" };
    await away.untilEnd();
    expect(away.memory.status).toBe("active");
  });
});

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

describe("secrets", () => {
  it("S12 are in no error, result or note", async () => {
    const world = createWorld();
    world.engine.fault = (asked, payload) => {
      if (asked === "INJECT_CREDENTIAL") throw new TypeError(`unexpected: ${JSON.stringify(payload)}`);
    };
    await world.untilEnd();
    expectNothing(world);
    const told = JSON.stringify([world.memory.operations, world.memory.error, world.notes]);
    for (const secret of ["the-mail-password", "sk-the-model-key", world.memory.token ?? "none"])
      expect(told).not.toContain(secret);
  });
});

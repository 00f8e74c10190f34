// What the steps do when the sidecar or n8n fails, for a moment or for good; in memory, without waiting.
import { describe, expect, it } from "vitest";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import type { Action } from "../_shared/sidecar/mod.ts";
import { expectNothing } from "./testing/expectations.ts";
import { createWorld, inventory } from "./testing/world.ts";

const ACTIONS: Action[] = ["INJECT_CREDENTIAL", "DEPLOY_WORKFLOW", "ACTIVATE_WORKFLOW"];
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
    expect(away.memory.operations.find((o) => o.step === "credentials_injecting")?.result).toMatchObject({
      untested: ["openai_api"],
    });
  });

  it("I4 a provider that never answers is asked once, and is no fault of the key: the others are there by then", async () => {
    const world = createWorld();
    world.engine.hangs = ["TEST_CREDENTIAL"];
    const there: number[] = [];
    world.meanwhile = (call) => {
      if (call === "sidecar.command TEST_CREDENTIAL") there.push(world.engine.objects.length);
    };
    await world.untilEnd();
    expect(world.memory).toMatchObject({ status: "active", error: null });
    expect(there, "after all four were injected").toEqual([4]);
    const tries = world.memory.operations.filter((o) => o.step === "credentials_injecting");
    expect(tries).toMatchObject([{ status: "completed", result: { untested: ["openai_api"] } }]);
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

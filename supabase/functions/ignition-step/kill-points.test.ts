// I8: the process is killed before and after every call of every port, of runs that pass, fail and are cancelled. What
// exists afterwards is exactly one set, or nothing. The points are those that an undisturbed run was seen to reach.
import { describe, expect, it } from "vitest";
import { PermanentError } from "../_shared/errors/mod.ts";
import { createWorld, inventory, type Kill, type World } from "./testing/world.ts";

const SCENES: Record<string, (world: World) => void> = {
  "a run that passes": () => {},
  "a run that fails for good when it switches on its last workflow": ({ engine }) => {
    engine.fault = (action) => {
      if (action !== "ACTIVATE_WORKFLOW") return;
      const on = engine.objects.filter((o) => o.active).length;
      if (on >= 6) throw new PermanentError("activation_failed", "A trigger did not start");
    };
  },
  "a run that is cancelled while it injects credentials": (world) => {
    world.meanwhile = (call) => {
      if (call === "sidecar.command INJECT_CREDENTIAL") world.memory.cancelled = true;
    };
  },
  "a run whose workflow n8n refuses halfway": ({ engine }) => {
    engine.fault = (action) => {
      if (action === "DEPLOY_WORKFLOW" && engine.objects.filter((o) => o.kind === "workflow").length === 3)
        throw new PermanentError("engine_refused", "n8n refused the workflow");
    };
  },
};

async function play(scene: (world: World) => void, kill?: Kill): Promise<World> {
  const world = createWorld();
  scene(world);
  await world.untilEnd(kill);
  return world;
}

describe.each(Object.entries(SCENES))("I8 %s", (name, scene) => {
  it("I8 ends the same whenever its process is killed", async () => {
    const undisturbed = await play(scene);
    const expected = inventory(undisturbed);
    const { calls } = undisturbed;
    if (name === "a run that passes") {
      const credentials = ["imap", "openai_api", "smtp", "webhook"];
      expect(expected).toMatchObject({ status: "active", partitions: ["leads_p_acme"], credentials });
      expect(expected.workflows).toHaveLength(7);
      expect(expected.workflows.every((w) => w.endsWith(" on"))).toBe(true);
      expect(expected).toMatchObject({ vault: credentials, tokenIsValid: true, mapped: expected.known });
    } else {
      const vault = ["imap", "openai_api", "smtp"];
      expect(expected).toMatchObject({ status: "failed", rollbackSuccess: true, vault });
      expect(expected).toMatchObject({ partitions: [], credentials: [], workflows: [], mapped: [] });
    }
    expect(calls.length).toBeGreaterThan(40);
    for (const [call, label] of calls.entries()) {
      for (const when of ["before", "after"] as const) {
        const world = await play(scene, { call, when });
        const { known: _, mapped, ...rest } = inventory(world);
        const { known: __, mapped: was, ...wanted } = expected;
        expect(rest, `killed ${when} call ${call}, ${label}`).toEqual(wanted);
        expect(mapped, `killed ${when} call ${call}, ${label}`).toHaveLength(was.length);
        expect(world.engine.objects.map((o) => o.n8n_id).sort()).toEqual(mapped);
      }
    }
  });
});

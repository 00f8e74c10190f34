// Applying what unfreezes left: every workspace in turn, and one that is refused a lock keeps no other waiting.
import { expect, it } from "vitest";
import { DatabaseError } from "../_shared/errors/mod.ts";
import { createQuarantineDrain, type QuarantineNote } from "./quarantine.ts";

function make(
  left: Record<string, number>,
  fails: (workspaceId: string) => boolean = () => false,
  ms = 1_000,
) {
  let now = 0;
  const calls: string[] = [];
  const notes: QuarantineNote[] = [];
  const drain = createQuarantineDrain(
    {
      due: async () => Object.keys(left).filter((id) => Number(left[id]) > 0),
      async drain(id) {
        calls.push(id);
        now += ms;
        if (fails(id)) throw new DatabaseError({ code: "55P03", message: "about an item" }, 503);
        left[id] = Number(left[id]) - 1;
        return { applied: 500, more: Number(left[id]) > 0 };
      },
    },
    { now: () => now, sleep: async () => {} },
    (line) => notes.push(line),
  );
  return { drain, calls, notes, left };
}

it("goes on until nothing is left, taking turns", async () => {
  const { drain, calls, notes } = make({ a: 3, b: 1, c: 2 });
  await drain();
  expect(calls.join("")).toBe("abcaca");
  expect(notes[0]).toEqual({
    workspace_id: "a",
    action: "apply_quarantine",
    outcome: "done",
    applied: 500,
    ms: 1_000,
  });
});

it("leaves a busy workspace for the next invocation", async () => {
  const { drain, calls, notes } = make({ a: 2, b: 2 }, (id) => id === "a");
  await drain();
  expect(calls.join("")).toBe("abb");
  expect(notes.filter(({ outcome }) => outcome === "retry")).toEqual([
    {
      workspace_id: "a",
      action: "apply_quarantine",
      outcome: "retry",
      applied: 0,
      ms: 1_000,
      cause: "database 55P03",
    },
  ]);
});

it("ends before cron's next call", async () => {
  const { drain, calls, left } = make({ a: 1_000 });
  await drain();
  expect(calls).toHaveLength(50);
  expect(left.a).toBe(950);
});

it("asks once and calls nothing when nothing is due", async () => {
  const { drain, calls } = make({});
  await drain();
  expect(calls).toEqual([]);
});

import type { FreezeCommand, FreezeStage } from "@contracts/freeze.ts";
import { describe, expect, it } from "vitest";
import { foundBy, stepsOf } from "./stages.ts";

const at = (ms: number): string => new Date(Date.UTC(2026, 10, 23, 9) + ms).toISOString();
const stage = (name: FreezeStage["stage"], ms: number, detail = {}): FreezeStage => ({
  epoch: 2,
  stage: name,
  at: at(ms),
  detail,
});
const command = (seq: number, action: string, more: Partial<FreezeCommand> = {}): FreezeCommand => ({
  seq,
  action,
  status: "open",
  attempts: 0,
  trace_id: null,
  next_at: null,
  error: null,
  finished_at: null,
  ...more,
});

describe("stepsOf", () => {
  it("is empty without a freeze", () => {
    expect(stepsOf({ stages: [], pending: [], commands: [] })).toEqual([]);
  });

  it("says how long each stage took, since the one before and since the request", () => {
    const stages = [stage("requested", 0), stage("enforced_in_database", 12), stage("workflows_off", 812)];
    const commands = [
      command(1, "deactivate_all_workflows", { status: "done" }),
      command(2, "stop_executions", { status: "running", attempts: 3, error: "away" }),
    ];
    const steps = stepsOf({ stages, pending: ["executions_drained", "verified"], commands });
    expect(steps.map(({ name, state, took_ms, since_ms }) => [name, state, took_ms, since_ms])).toEqual([
      ["requested", "done", 0, 0],
      ["enforced_in_database", "done", 12, 12],
      ["workflows_off", "done", 800, 812],
      ["executions_drained", "pending", null, null],
      ["verified", "pending", null, null],
    ]);
    expect(steps.map((step) => step.command?.attempts ?? null)).toEqual([null, null, 0, 3, null]);
  });

  it("a freeze that ended early says which stages never came", () => {
    const stages = [stage("requested", 0), stage("enforced_in_database", 5), stage("unfrozen", 4_000)];
    expect(stepsOf({ stages, pending: [], commands: [] }).map(({ name, state }) => [name, state])).toEqual([
      ["requested", "done"],
      ["enforced_in_database", "done"],
      ["workflows_off", "skipped"],
      ["executions_drained", "skipped"],
      ["verified", "skipped"],
      ["unfrozen", "done"],
    ]);
  });
});

describe("foundBy", () => {
  it.each([
    ["workflows_off", { workflows: 7, were_active: 6 }, "7 workflows switched off, 6 of them on before."],
    ["executions_drained", { stopped: 1 }, "1 running execution stopped."],
    [
      "verified",
      { workflows: 1, active: 0, executions: 0 },
      "1 workflow looked at: 0 on, 0 executions running.",
    ],
    ["verified", { sidecar: "none", note: "No sidecar." }, "No sidecar."],
    ["requested", { by: "user_root" }, null],
  ] as const)("%s %o", (name, detail, said) => {
    expect(foundBy({ name, detail })).toBe(said);
  });
});

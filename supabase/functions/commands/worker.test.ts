import { describe, expect, it } from "vitest";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import type { SidecarClient } from "../_shared/sidecar/mod.ts";
import type { Command, CommandPorts } from "./ports.ts";
import { type CommandNote, createCommandLoop } from "./worker.ts";

const command = (action: string, seq = 1): Command => ({
  msg_id: seq,
  workspace_id: "w",
  seq,
  epoch: 1,
  action,
  ids: {},
  removing: !/^(resume|rotate|activate)/.test(action),
  attempts: 1,
  trace_id: null,
  sidecar: { url: "http://sidecar.test", sign_key: null, seal_key: null },
});

function make(
  queue: Command[],
  fault: (action: string, payload: object) => void = () => {},
  answer: (action: string) => object = usual,
) {
  const told: unknown[][] = [];
  const seen: string[][] = [];
  const ended: unknown[][] = [];
  const notes: CommandNote[] = [];
  const sidecar: SidecarClient = {
    async command(_target, action, payload, options) {
      told.push([action, payload, options?.removing]);
      fault(action, payload);
      return answer(action) as never;
    },
  };
  const ports: CommandPorts = {
    db: {
      claim: async () => queue.shift() ?? { next_due_in_s: null },
      done: async ({ seq }, result) => void ended.push([seq, "done", result]),
      failed: async ({ seq }, error, permanent) => void ended.push([seq, "failed", error, permanent]),
      mapList: async (_id, kind) =>
        kind === "credential"
          ? [{ id: "m-0", logical_id: "webhook", n8n_id: "c-1" }]
          : [
              { id: "m-1", logical_id: "email_1", n8n_id: "n-1" },
              { id: "m-2", logical_id: "research_report", n8n_id: "n-2" },
              { id: "m-3", logical_id: "research_report", n8n_id: null },
            ],
      sawActive: async (_command, ids) => void seen.push(ids),
      llmWorkflows: async () => ["n-2"],
      webhookToken: async () => "the-new-token",
    },
    sidecarFor: () => sidecar,
    clock: { now: () => 0, sleep: async () => {} },
  };
  return { run: createCommandLoop(ports, (line) => notes.push(line)), told, seen, ended, notes };
}

/** A sidecar whose n8n has two workflows, one of them on, and nothing that runs. */
const usual = (action: string): object =>
  ({
    LIST_WORKFLOWS: { workflows: [listed("n-1", true), listed("n-2", false)] },
    DEACTIVATE_ALL_WORKFLOWS: { deactivated: ["n-1", "n-2"] },
    STOP_EXECUTIONS: { stopped: [] },
  })[action] ?? {};
const listed = (n8n_id: string, active: boolean) => ({ n8n_id, active });

describe("the commands' worker", () => {
  it("A1 pauses and resumes the workflows that call a model, and no others", async () => {
    const { run, told, ended } = make([
      command("pause_llm_workflows", 1),
      command("resume_llm_workflows", 2),
    ]);
    await run();
    expect(told).toEqual([
      ["DEACTIVATE_WORKFLOW", { n8n_id: "n-2" }, true],
      ["ACTIVATE_WORKFLOWS", { n8n_ids: ["n-2"] }, false],
    ]);
    expect(ended).toEqual([
      [1, "done", { paused: ["n-2"] }],
      [2, "done", { resumed: ["n-2"] }],
    ]);
  });

  it("stops everything for a freeze, keeping first what was on, and hands n8n a new token", async () => {
    const { run, told, seen, ended } = make([
      command("deactivate_all_workflows", 1),
      command("stop_executions", 2),
      command("rotate_webhook_token", 3),
    ]);
    await run();
    expect(told).toEqual([
      ["LIST_WORKFLOWS", {}, true],
      ["DEACTIVATE_ALL_WORKFLOWS", {}, true],
      ["STOP_EXECUTIONS", {}, true],
      ["ROTATE_WEBHOOK_TOKEN", { n8n_id: "c-1", value: "the-new-token" }, false],
    ]);
    expect(seen).toEqual([["n-1"]]);
    expect(ended.map(([, , result]) => result)).toEqual([
      { workflows: 2, were_active: 1 },
      { stopped: 0 },
      { rotated: true },
    ]);
  });

  it("W3 a freeze is verified when a look finds nothing on; what it does find is switched off first", async () => {
    let looks = 0;
    const { run, told, ended } = make(
      [command("verify_frozen", 1)],
      () => {},
      (action) => {
        if (action !== "LIST_WORKFLOWS") return usual(action);
        return { workflows: [listed("n-1", looks++ === 0)] };
      },
    );
    await run();
    const actions = told.map(([action]) => action);
    expect(actions).toEqual([
      "LIST_WORKFLOWS",
      "DEACTIVATE_ALL_WORKFLOWS",
      "STOP_EXECUTIONS",
      "LIST_WORKFLOWS",
      "STOP_EXECUTIONS",
    ]);
    expect(told.every(([, , removing]) => removing === true)).toBe(true);
    const found_again = { switched_off: 1, stopped: 0 };
    expect(ended).toEqual([[1, "done", { workflows: 1, active: 0, executions: 0, found_again }]]);
  });

  it("W3 an n8n that does not get quiet is not verified, and asked again later", async () => {
    const { run, ended } = make([command("verify_frozen", 1)]);
    await run();
    expect(ended).toEqual([[1, "failed", "n8n starts again what was switched off", false]]);
  });

  it("W4 starts exactly the workflows that were asked for, and those alone that n8n has", async () => {
    const asked = { ...command("activate_workflows"), ids: { workflows: ["m-2", "m-3", "m-9"] } };
    const { run, told, ended } = make([asked]);
    await run();
    expect(told).toEqual([["ACTIVATE_WORKFLOWS", { n8n_ids: ["n-2"] }, false]]);
    expect(ended).toEqual([[1, "done", { activated: 1 }]]);
  });

  it("reports what failed, for another try or for good, and goes on", async () => {
    const faults: Record<string, Error> = {
      STOP_EXECUTIONS: new RetryableError("sidecar_unreachable", "away"),
      DEACTIVATE_ALL_WORKFLOWS: new PermanentError("sidecar_refused", "refused"),
      ROTATE_WEBHOOK_TOKEN: new TypeError("quotes the-new-token"),
    };
    const queue = ["stop_executions", "deactivate_all_workflows", "rotate_webhook_token", "dance"];
    const { run, ended, notes } = make(
      queue.map((action, seq) => command(action, seq)),
      (action) => {
        const fault = faults[action];
        if (fault) throw fault;
      },
    );
    await run();
    expect(ended).toEqual([
      [0, "failed", "away", false],
      [1, "failed", "refused", true],
      [2, "failed", "Unexpected TypeError", false],
      [3, "failed", "This version knows no action 'dance'", true],
    ]);
    expect(notes.map((n) => n.outcome)).toEqual(["retry", "failed", "retry", "failed"]);
  });

  it("counts a workflow that is gone as paused", async () => {
    const { run, ended } = make([command("pause_llm_workflows")], () => {
      throw new PermanentError("not_found", "no such workflow");
    });
    await run();
    expect(ended).toEqual([[1, "done", { paused: ["n-2"] }]]);
  });
});

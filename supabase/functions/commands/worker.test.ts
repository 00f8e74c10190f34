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
  attempts: 1,
  trace_id: null,
  sidecar: { url: "http://sidecar.test", sign_key: null, seal_key: null },
});

function make(queue: Command[], fault: (action: string, payload: object) => void = () => {}) {
  const told: unknown[][] = [];
  const ended: unknown[][] = [];
  const notes: CommandNote[] = [];
  const sidecar: SidecarClient = {
    async command(_target, action, payload, options) {
      told.push([action, payload, options?.removing]);
      fault(action, payload);
      return {} as never;
    },
  };
  const ports: CommandPorts = {
    db: {
      claim: async () => queue.shift() ?? { next_due_in_s: null },
      done: async ({ seq }, result) => void ended.push([seq, "done", result]),
      failed: async ({ seq }, error, permanent) => void ended.push([seq, "failed", error, permanent]),
      mapList: async (_id, kind) =>
        kind === "credential"
          ? [{ logical_id: "webhook", n8n_id: "c-1" }]
          : [
              { logical_id: "email_1", n8n_id: "n-1" },
              { logical_id: "research_report", n8n_id: "n-2" },
              { logical_id: "research_report", n8n_id: null },
            ],
      llmTemplates: async () => ["research_report"],
      webhookToken: async () => "the-new-token",
    },
    sidecarFor: () => sidecar,
    clock: { now: () => 0, sleep: async () => {} },
  };
  return { run: createCommandLoop(ports, (line) => notes.push(line)), told, ended, notes };
}

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

  it("stops everything for a freeze, and hands n8n a new token", async () => {
    const { run, told } = make([
      command("deactivate_all_workflows"),
      command("stop_executions"),
      command("rotate_webhook_token"),
    ]);
    await run();
    expect(told).toEqual([
      ["DEACTIVATE_ALL_WORKFLOWS", {}, true],
      ["STOP_EXECUTIONS", {}, true],
      ["ROTATE_WEBHOOK_TOKEN", { n8n_id: "c-1", value: "the-new-token" }, false],
    ]);
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

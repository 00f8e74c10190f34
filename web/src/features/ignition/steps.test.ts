import type { LaunchOperation, LaunchState } from "@contracts/launch.ts";
import { describe, expect, it } from "vitest";
import { failedWhere, madeSoFar, ownName, plainError, resultWords, runsWhen, stageList } from "./details.ts";
import { phaseOf, runView } from "./steps.ts";

const state = (over: Partial<LaunchState>): LaunchState => ({
  status: "pending",
  run_id: "r",
  trace_id: "t",
  current_step: 0,
  total_steps: 6,
  error_message: null,
  error_step: null,
  rollback_success: null,
  cancel_requested_at: null,
  started_at: "2026-11-23T10:00:00Z",
  completed_at: null,
  ...over,
});
const op = (
  operation: string,
  status = "completed",
  over: Partial<LaunchOperation> = {},
): LaunchOperation => ({
  operation,
  attempt: 1,
  status,
  error: null,
  result: {},
  started_at: "2026-11-23T10:00:00Z",
  finished_at: status === "running" ? null : "2026-11-23T10:00:01Z",
  ...over,
});
const stands = (steps: { stand: string }[]) => steps.map(({ stand }) => stand);

describe("a run", () => {
  it("before the first message its first step is under way", () => {
    const view = runView({ state: state({}), operations: [] });
    expect(stands(view.forward)).toEqual(["running", "waiting", "waiting", "waiting", "waiting", "waiting"]);
    expect([view.cleaning, view.rollback]).toEqual([[], []]);
  });

  it("a step between two attempts is tried again, with what went wrong", () => {
    const operations = [
      op("partition_creating"),
      op("droplet_provisioning", "failed", { error: "no answer" }),
    ];
    const { forward } = runView({ state: state({ status: "droplet_provisioning" }), operations });
    expect(stands(forward).slice(0, 3)).toEqual(["done", "retrying", "waiting"]);
    expect(forward[1]).toMatchObject({ attempt: 1, errors: ["no answer"], title: "Getting the server" });
    expect(madeSoFar(forward)).toEqual(["the leads' partition", "the server, where Genesis made it"]);
  });

  it("turned round: the failed step stays failed, the rollback has its turn", () => {
    const turned = state({
      status: "rollback_in_progress",
      error_step: "droplet_provisioning",
      error_message: "no answer",
    });
    const operations = [
      op("partition_creating"),
      op("droplet_provisioning", "failed", { error: "no answer" }),
      op("rollback_workflows", "completed", { result: { removed: 0 } }),
    ];
    const view = runView({ state: turned, operations });
    expect(view.phase).toBe("rollback");
    expect(stands(view.forward).slice(0, 3)).toEqual(["done", "failed", "unreached"]);
    expect(stands(view.rollback)).toEqual(["done", "running", "waiting", "waiting"]);
    expect(resultWords(view.rollback[0] as never)).toBe("there were none");
    expect(failedWhere(turned)).toBe("The launch failed while getting the server");
  });

  it("a launch that cleans up first tells that part from its own rollback", () => {
    const cleaning = state({ status: "rollback_in_progress" });
    expect(phaseOf(cleaning)).toBe("cleaning");
    const first = runView({ state: cleaning, operations: [op("rollback_workflows")] });
    expect(stands(first.cleaning)).toEqual(["done", "running", "waiting", "waiting"]);
    expect(first.rollback).toEqual([]);
    const cleaned = Object.keys(first.cleaning).length;
    expect(cleaned).toBe(4);
    const later = runView({
      state: state({ status: "failed", error_message: "x", error_step: "partition_creating" }),
      operations: [
        op("rollback_workflows"),
        op("partition_creating", "failed", { error: "x" }),
        op("rollback_workflows", "completed", { attempt: 2 }),
      ],
    });
    expect(later.cleaning[0]).toMatchObject({ stand: "done", attempt: 1 });
    expect(later.rollback[0]).toMatchObject({ stand: "done", attempt: 2 });
  });
});

it.each([
  ["imap", "IMAP account", null],
  ["imap", " imap Account ", null],
  ["smtp", null, null],
  ["smtp", "Mailbox", "Mailbox"],
  ["of_tomorrow", "of_tomorrow", null],
])("of a credential %s called %j people read %j besides its type", (type, name, shown) => {
  expect(ownName(type, name)).toBe(shown);
});

it("lists stages within a sentence", () => {
  expect(stageList(["brand"])).toBe("Brand");
  expect(stageList(["brand", "email"])).toBe("Brand and Email");
  expect(stageList(["brand", "email", "calendly"])).toBe("Brand, Email and Booking link");
});

it("says when a workflow runs", () => {
  const runs = (trigger: "schedule" | "webhook" | "mail", cadence_minutes: number | null) =>
    runsWhen({ trigger, cadence_minutes, slug: "", name: "", file: "" });
  expect([runs("schedule", 1), runs("schedule", 5), runs("schedule", 60), runs("schedule", 120)]).toEqual([
    "every minute",
    "every 5 minutes",
    "every hour",
    "every 2 hours",
  ]);
  expect([runs("webhook", null), runs("mail", null)]).toEqual([
    "when its address is called",
    "when a mail arrives",
  ]);
});

it.each([
  ["The provider refuses the stored credential 'openai_api'", "The provider refuses the stored OpenAI key"],
  [
    "Template 'X' requires credential type 'smtp' but none was provided",
    "Template 'X' requires the SMTP account, but none was provided",
  ],
  ["handshake_pending: n8n has no credential for 'webhook'", "n8n has no credential for 'webhook'"],
  ["The stored credential 'constructor' lacks: key", "The stored credential 'constructor' lacks: key"],
])("%s reads as: %s", (error, plain) => {
  expect(plainError(error)).toBe(plain);
});

// A project that started a moment ago is well: none of its jobs had a chance to run.
import { expect, it } from "vitest";
import { createOwnStack } from "../support/own-stack.ts";

const { stack, world } = await createOwnStack();

it("health is ok in a project's first minute", async () => {
  const headers = { "x-metrics-token": String(stack.secrets.settings.METRICS_TOKEN) };
  const { status, json } = await world.caller().send("/health", { method: "GET", headers });
  expect([status, json]).toEqual([200, { status: "ok", reasons: [] }]);
});

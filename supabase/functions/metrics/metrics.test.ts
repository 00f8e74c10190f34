// What /metrics prints of a project in which nothing has happened yet.
import { expect, it } from "vitest";
import type { Facts } from "../_shared/metrics/facts.ts";
import { metricsOf } from "./metrics.ts";
import { prometheusText } from "./prometheus.ts";

const nothing: Facts = {
  requests: [],
  queues: {},
  steps: [],
  ignitions: {},
  commands: {},
  drifts_open: {},
  workspaces: null,
  quarantined: 0,
  alarms_open: {},
  alarm_deliveries_waiting: 0,
  audit_copies_waiting: 0,
  stats_unmerged: 0,
  cron: [],
};

it.each([
  'genesis_ignitions{status="failed"} 0',
  'genesis_commands{status="open"} 0',
  "genesis_drifts_open 0",
  'genesis_workspaces{status="frozen"} 0',
  "genesis_quarantined_items 0",
  'genesis_alarms_open{severity="critical"} 0',
  "genesis_alarm_deliveries_waiting 0",
])("a gauge that counts nothing is 0, not away: %s", (line) => {
  expect(prometheusText(metricsOf(nothing)).split("\n")).toContain(line);
});

it("what is counted takes the 0's place", () => {
  const text = prometheusText(
    metricsOf({ ...nothing, alarms_open: { critical: 2 }, drifts_open: { gone: 3 } }),
  );
  expect(text.match(/^genesis_alarms_open.*$/gm)).toEqual([
    'genesis_alarms_open{severity="low"} 0',
    'genesis_alarms_open{severity="medium"} 0',
    'genesis_alarms_open{severity="high"} 0',
    'genesis_alarms_open{severity="critical"} 2',
  ]);
  expect(text.match(/^genesis_drifts_open.*$/gm)).toEqual(['genesis_drifts_open{type="gone"} 3']);
});

// From what the database counts to what Prometheus reads.
import type { IgnitionStatus } from "../_shared/contracts/launch.ts";
import type { Facts } from "../_shared/metrics/facts.ts";
import type { Metric } from "./prometheus.ts";

const counter = (name: string, help: string, values: Metric["values"]): Metric => ({
  name: `genesis_${name}`,
  help,
  type: "counter",
  values,
});
const gauge = (name: string, help: string, values: Metric["values"]): Metric => ({
  name: `genesis_${name}`,
  help,
  type: "gauge",
  values,
});
/** One value a key that is counted or known: an alert on a series that is not there never fires. */
const by = (label: string, known: readonly string[], counts: Record<string, number>): Metric["values"] =>
  Object.entries({ ...Object.fromEntries(known.map((key) => [key, 0])), ...counts }).map(([key, value]) => ({
    labels: { [label]: key },
    value,
  }));
/** Without any there is no key to name: a plain 0, which a sum finds too. */
const orNone = (values: Metric["values"]): Metric["values"] => (values.length > 0 ? values : [{ value: 0 }]);

/** Every one of them: a status that the contract has and this lacks is an error of types. */
const IGNITION_STATUSES = Object.keys({
  pending: true,
  partition_creating: true,
  droplet_provisioning: true,
  handshake_pending: true,
  credentials_injecting: true,
  workflows_deploying: true,
  activating: true,
  active: true,
  rollback_in_progress: true,
  failed: true,
} satisfies Record<IgnitionStatus, true>);
const SEVERITIES = ["low", "medium", "high", "critical"];

/** Items are counted under "item:<kind>". */
const ITEM = "item:";

export function metricsOf(facts: Facts): Metric[] {
  const requests = facts.requests.filter((r) => !r.function.startsWith(ITEM));
  const items = facts.requests.filter((r) => r.function.startsWith(ITEM));
  const queues = (of: (queue: Facts["queues"][string]) => number): Metric["values"] =>
    Object.entries(facts.queues).map(([queue, q]) => ({ labels: { queue }, value: of(q) }));
  const steps = (of: (step: Facts["steps"][number]) => number): Metric["values"] =>
    facts.steps.map((s) => ({ labels: { step: s.operation, status: s.status }, value: of(s) }));
  return [
    counter(
      "requests_total",
      "Requests by function, HTTP status and outcome.",
      requests.map(({ function: name, status, outcome, requests: value }) => ({
        labels: { function: name, status, outcome },
        value,
      })),
    ),
    counter(
      "ingest_items_total",
      "Events, costs and reservations by outcome; 402 is a budget's refusal.",
      items.map(({ function: name, status, outcome, requests: value }) => ({
        labels: { kind: name.slice(ITEM.length), status, outcome },
        value,
      })),
    ),
    gauge(
      "queue_depth",
      "Messages that are due.",
      queues((q) => q.depth),
    ),
    gauge(
      "queue_waiting",
      "Messages, due or not.",
      queues((q) => q.waiting),
    ),
    gauge(
      "queue_oldest_seconds",
      "Age of the oldest message.",
      queues((q) => q.oldest_s),
    ),
    counter(
      "queue_messages_total",
      "Messages ever sent.",
      queues((q) => q.total),
    ),
    counter(
      "ignition_step_seconds_sum",
      "Time spent in attempts of ignition's steps.",
      steps((s) => s.seconds),
    ),
    counter(
      "ignition_step_seconds_count",
      "Attempts of ignition's steps.",
      steps((s) => s.count),
    ),
    gauge(
      "ignitions",
      "Workspaces by the state of their ignition.",
      by("status", IGNITION_STATUSES, facts.ignitions),
    ),
    gauge(
      "commands",
      "Commands to sidecars that are not done.",
      by("status", ["open", "running", "failed"], facts.commands),
    ),
    gauge("drifts_open", "Open drifts.", orNone(by("type", [], facts.drifts_open))),
    gauge("workspaces", "Workspaces by status.", by("status", ["active", "frozen"], facts.workspaces ?? {})),
    gauge("quarantined_items", "Items kept for frozen workspaces.", [{ value: facts.quarantined }]),
    gauge("alarms_open", "Open alarms.", by("severity", SEVERITIES, facts.alarms_open)),
    gauge("alarm_deliveries_waiting", "Alarms that the webhook was not told yet.", [
      { value: facts.alarm_deliveries_waiting },
    ]),
    gauge(
      "audit_copies_waiting",
      "Checkpoints that AUDIT_CHECKPOINT_URL has not taken yet, at most 100000.",
      [{ value: facts.audit_copies_waiting }],
    ),
    gauge("stats_unmerged", "Counts not yet merged into daily statistics, at most 100000.", [
      { value: facts.stats_unmerged },
    ]),
    gauge(
      "cron_last_success_seconds",
      "Seconds since a job last succeeded.",
      facts.cron.flatMap(({ job, last_ok_s }) =>
        last_ok_s === null ? [] : [{ labels: { job }, value: last_ok_s }],
      ),
    ),
    gauge(
      "cron_failures_day",
      "Failed runs of a job in the last day.",
      facts.cron.map(({ job, failed_since }) => ({ labels: { job }, value: failed_since })),
    ),
  ];
}

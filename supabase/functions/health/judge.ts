// From what the database counts to one word, with its reasons.
import type { CronFact, Facts } from "../_shared/metrics/facts.ts";

export interface Verdict {
  status: "ok" | "degraded" | "down";
  /** What is not as it should be, as sentences that say where to look. */
  reasons: string[];
}

/** A due message that nobody took for so long means that the worker is not woken. */
const QUEUE_LAG_S = 300;
const MINUTE_S = 60;
const HOUR_S = 3_600;

/** How long a job may be silent: a few of its own intervals. */
function patienceOf({ schedule }: CronFact): number {
  const [minute = "*", hour = "*"] = schedule.split(" ");
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (minute === "*") return 5 * MINUTE_S;
  if (every) return 3 * Number(every) * MINUTE_S;
  return hour === "*" ? 3 * HOUR_S : 26 * HOUR_S;
}

export function judge(facts: Facts): Verdict {
  const reasons = [
    ...Object.entries(facts.queues)
      .filter(([, q]) => q.depth > 0 && q.oldest_s > QUEUE_LAG_S)
      .map(([name, q]) => `Queue ${name}: ${q.depth} due, the oldest for ${q.oldest_s} s`),
    ...facts.cron
      .filter((job) => job.last_ok_s !== null && job.last_ok_s > patienceOf(job))
      .map((job) => `Job ${job.job} last succeeded ${Math.round(job.last_ok_s ?? 0)} s ago`),
    ...facts.cron
      .filter((job) => job.last_ok_s === null && job.failed_since > 0)
      .map((job) => `Job ${job.job} never succeeded`),
    ...(facts.cron.length > 0 && facts.cron.every((job) => job.last_ok_s === null)
      ? ["No job ever ran: is pg_cron on?"]
      : []),
    ...(facts.alarms_open.critical ? [`${facts.alarms_open.critical} critical alarms are open`] : []),
  ];
  return { status: reasons.length > 0 ? "degraded" : "ok", reasons };
}

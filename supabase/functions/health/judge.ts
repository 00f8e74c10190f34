// From what genesis.health() answers to one word, with its reasons.

export interface HealthFacts {
  queues: Record<string, { depth: number; oldest_s: number }>;
  cron: JobSilence[];
  alarms_critical: number;
  /** Of accounts that were not deleted. */
  operators: number;
}

export interface JobSilence {
  job: string;
  schedule: string;
  ever_ok: boolean;
  /** Failed runs of the last day. */
  failed_since: number;
  /** Seconds since it last succeeded, or since it could have: since it is there, and the server up. */
  silent_s: number;
}

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
function patienceOf({ schedule }: JobSilence): number {
  const [minute = "*", hour = "*"] = schedule.split(" ");
  const every = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (minute === "*") return 5 * MINUTE_S;
  if (every) return 3 * Number(every) * MINUTE_S;
  return hour === "*" ? 3 * HOUR_S : 26 * HOUR_S;
}

const isSilent = (job: JobSilence): boolean => job.silent_s > patienceOf(job);

export function judge({ queues, cron, alarms_critical, operators }: HealthFacts): Verdict {
  const silent = cron.filter(isSilent);
  const reasons = [
    ...Object.entries(queues)
      .filter(([, q]) => q.depth > 0 && q.oldest_s > QUEUE_LAG_S)
      .map(([name, q]) => `Queue ${name}: ${q.depth} due, the oldest for ${q.oldest_s} s`),
    ...silent.map(({ job, ever_ok, silent_s }) =>
      ever_ok
        ? `Job ${job} has not succeeded for ${Math.round(silent_s)} s`
        : `Job ${job} never succeeded, in ${Math.round(silent_s)} s`,
    ),
    ...cron
      .filter((job) => !job.ever_ok && job.failed_since > 0 && !isSilent(job))
      .map(({ job }) => `Job ${job} never succeeded`),
    ...(cron.length === 0 ? ["No job is scheduled: is pg_cron on?"] : []),
    ...(operators === 0 ? ["Nobody is an operator: set SUPER_ADMIN_IDS, then run genesis admin sync"] : []),
    ...(alarms_critical > 0 ? [`${alarms_critical} critical alarms are open`] : []),
  ];
  return { status: reasons.length > 0 ? "degraded" : "ok", reasons };
}

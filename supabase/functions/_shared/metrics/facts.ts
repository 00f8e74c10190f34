// What genesis.metrics() answers.
export interface Facts {
  requests: { function: string; status: number; outcome: string; requests: number }[];
  queues: Record<string, { depth: number; waiting: number; oldest_s: number; total: number }>;
  /** Finished attempts of ignition's steps. */
  steps: { operation: string; status: string; count: number; seconds: number }[];
  ignitions: Record<string, number>;
  commands: Record<string, number>;
  drifts_open: Record<string, number>;
  /** Null without any. */
  workspaces: Record<string, number> | null;
  quarantined: number;
  alarms_open: Record<string, number>;
  alarm_deliveries_waiting: number;
  /** At most 100,000. */
  audit_copies_waiting: number;
  stats_unmerged: number;
  cron: CronFact[];
}

export interface CronFact {
  job: string;
  schedule: string;
  /** Seconds since it last succeeded; null: never. */
  last_ok_s: number | null;
  /** Failed runs of the last day. */
  failed_since: number;
}

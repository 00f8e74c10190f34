// The figures that people watch: what each counts, of what it is a share, and which way is good.
import type { Counts } from "./types.ts";

export const METRIC_KEYS = ["sends", "opened", "clicked", "replies", "bounces", "opt_outs"] as const;
export type MetricKey = (typeof METRIC_KEYS)[number];

export interface Metric {
  key: MetricKey;
  label: string;
  value: (counts: Counts) => number;
  /** The denominator of its rate; absent: no rate. */
  of?: { label: string; value: (counts: Counts) => number };
  goodWhen: "up" | "down";
  /** What is counted, in a sentence. */
  about: string;
}

const sent = { label: "sent", value: (c: Counts) => c.sends };

export const METRICS: readonly Metric[] = [
  {
    key: "sends",
    label: "Sent",
    value: (c) => c.sends,
    goodWhen: "up",
    about: "Mails that a mailbox sent.",
  },
  {
    key: "opened",
    label: "Opened",
    value: (c) => c.opened_unique,
    of: sent,
    goodWhen: "up",
    about: "Mails opened at least once; scanners are not counted.",
  },
  {
    key: "clicked",
    label: "Clicked",
    value: (c) => c.clicked_unique,
    of: sent,
    goodWhen: "up",
    about: "Mails with at least one click.",
  },
  {
    key: "replies",
    label: "Replies",
    value: (c) => c.replies,
    of: sent,
    goodWhen: "up",
    about: "Answers that were matched to a lead.",
  },
  {
    key: "bounces",
    label: "Bounced",
    value: (c) => c.bounces,
    of: sent,
    goodWhen: "down",
    about: "Mails that came back.",
  },
  {
    key: "opt_outs",
    label: "Opt-outs",
    value: (c) => c.opt_outs,
    of: sent,
    goodWhen: "down",
    about: "People who asked not to be written to again.",
  },
];

export const metricOf = (key: MetricKey): Metric => METRICS.find((metric) => metric.key === key) as Metric;

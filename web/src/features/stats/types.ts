// What public.dashboard_aggregate answers.

export interface Counts {
  sends: number;
  delivered: number;
  opens: number;
  opened_unique: number;
  clicks: number;
  clicked_unique: number;
  replies: number;
  opt_outs: number;
  bounces: number;
  complaints: number;
  failures: number;
}

export interface Spend {
  calls: number;
  unpriced_calls: number;
  tokens_in: number;
  tokens_out: number;
  cost_usd: number;
  over_usd: number;
}

/** A part of the whole: its key is a day, a campaign's or group's id, or "provider model"; null: unknown. */
export type Keyed<T> = T & { key: string | null };

export interface Budget {
  /** First day of the UTC month. */
  month: string;
  /** Null: no limit. */
  limit_usd: number | null;
  settled_usd: number;
  reserved_usd: number;
  over_usd: number;
}

export interface Dashboard {
  from_day: string;
  to_day: string;
  time_zone: string;
  totals: Counts | null;
  before: Counts | null;
  by_day: Keyed<Counts>[];
  by_campaign: Keyed<Counts>[];
  by_group: Keyed<Counts>[];
  campaigns: {
    id: string;
    name: string;
    status: string;
    campaign_group_id: string | null;
    in_totals: boolean;
  }[];
  cost: Spend | null;
  cost_before: Spend | null;
  cost_by_day: Keyed<Spend>[];
  cost_by_model: Keyed<Spend>[];
  /** For admins; null for others, and in a month without spend. */
  budget: Budget | null;
}

/** What public.dashboard_costs answers. */
export interface CostParts {
  by_campaign: Keyed<Spend>[];
  by_group: Keyed<Spend>[];
}

export const NO_COUNTS: Counts = {
  sends: 0,
  delivered: 0,
  opens: 0,
  opened_unique: 0,
  clicks: 0,
  clicked_unique: 0,
  replies: 0,
  opt_outs: 0,
  bounces: 0,
  complaints: 0,
  failures: 0,
};

export const NO_SPEND: Spend = {
  calls: 0,
  unpriced_calls: 0,
  tokens_in: 0,
  tokens_out: 0,
  cost_usd: 0,
  over_usd: 0,
};

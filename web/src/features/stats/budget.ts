// When this month's money runs out, going on as until now.
import type { Budget } from "./types.ts";

const DAY_MS = 86_400_000;

export interface Outlook {
  /** Settled and reserved: what counts against the limit. */
  counted: number;
  /** Mean of a day of this month so far. */
  perDay: number;
  /** The day on which the limit is reached, `2026-11-28`; null: not in this month, or no limit. */
  exhaustedOn: string | null;
}

/** Months are UTC's. Less than half a day of a month says nothing about the rest of it. */
export function outlookOf(budget: Budget, now: Date = new Date()): Outlook {
  const counted = budget.settled_usd + budget.reserved_usd;
  const start = Date.parse(`${budget.month}T00:00:00Z`);
  const end = new Date(start);
  end.setUTCMonth(end.getUTCMonth() + 1);
  const days = Math.max(0, (now.getTime() - start) / DAY_MS);
  const perDay = days > 0 ? counted / days : 0;
  const { limit_usd: limit } = budget;
  if (limit === null) return { counted, perDay, exhaustedOn: null };
  if (counted >= limit) return { counted, perDay, exhaustedOn: now.toISOString().slice(0, 10) };
  if (days < 0.5 || perDay === 0) return { counted, perDay, exhaustedOn: null };
  const at = now.getTime() + ((limit - counted) / perDay) * DAY_MS;
  return {
    counted,
    perDay,
    exhaustedOn: at < end.getTime() ? new Date(at).toISOString().slice(0, 10) : null,
  };
}

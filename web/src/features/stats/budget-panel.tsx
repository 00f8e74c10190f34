import { Money } from "@/components/numbers.tsx";
import { Panel } from "@/components/panel.tsx";
import { Progress } from "@/components/progress.tsx";
import { formatUsd } from "@/lib/format/index.ts";
import { formatDay } from "@/lib/time/index.ts";
import { outlookOf } from "./budget.ts";
import type { Budget } from "./types.ts";

/** This month's money against its limit, and the day on which it runs out at this pace. */
export function BudgetPanel({ budget }: { budget: Budget }) {
  const { counted, perDay, exhaustedOn } = outlookOf(budget);
  const limit = budget.limit_usd;
  const share = limit ? counted / limit : limit === 0 ? 1 : 0;
  const outlook =
    limit === null
      ? null
      : share >= 1
        ? "The limit is reached: calls to models are refused until the next month, or until an operator raises it."
        : exhaustedOn
          ? `At ${formatUsd(perDay)} a day the limit is reached on ${formatDay(exhaustedOn)}.`
          : `At ${formatUsd(perDay)} a day the limit is not reached this month.`;
  return (
    <Panel title="This month's budget" about="Counted spend never passes the limit; months are UTC's.">
      {limit === null ? (
        <p>
          <Money usd={counted} /> counted so far; there is no limit.
        </p>
      ) : (
        <Progress
          label="Counted"
          value={counted}
          max={limit}
          text={`${formatUsd(counted)} of ${formatUsd(limit)}`}
          tone={share >= 0.95 ? "bad" : share >= 0.8 ? "warn" : "accent"}
        />
      )}
      <p className="mt-3 text-muted text-sm empty:hidden">
        {outlook}
        {budget.reserved_usd > 0 &&
          ` ${formatUsd(budget.reserved_usd)} of it is reserved for calls under way.`}
        {budget.over_usd > 0 &&
          ` ${formatUsd(budget.over_usd)} was spent beyond the limit and is kept apart.`}
      </p>
    </Panel>
  );
}

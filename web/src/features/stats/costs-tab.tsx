import { Coins } from "lucide-react";
import { EmptyState } from "@/components/empty-state.tsx";
import { ChangeMark, Money } from "@/components/numbers.tsx";
import { Panel } from "@/components/panel.tsx";
import { Progress } from "@/components/progress.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { formatCompact, formatNumber, formatUsd, plural } from "@/lib/format/index.ts";
import { formatDay } from "@/lib/time/index.ts";
import { outlookOf } from "./budget.ts";
import { DayChart } from "./day-chart.tsx";
import { listDays, type Period } from "./period.ts";
import { type Budget, type Dashboard, type Keyed, NO_SPEND, type Spend } from "./types.ts";

function BudgetPanel({ budget }: { budget: Budget }) {
  const { counted, exhaustedOn } = outlookOf(budget);
  const limit = budget.limit_usd;
  const share = limit ? counted / limit : 0;
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
      <p className="mt-3 text-muted text-sm">
        {exhaustedOn
          ? share >= 1
            ? "The limit is reached: calls to models are refused until the next month, or until an operator raises it."
            : `At this pace the limit is reached on ${formatDay(exhaustedOn)}.`
          : "At this pace the limit is not reached this month."}
        {budget.reserved_usd > 0 &&
          ` ${formatUsd(budget.reserved_usd)} of it is reserved for calls under way.`}
        {budget.over_usd > 0 &&
          ` ${formatUsd(budget.over_usd)} was spent beyond the limit and is kept apart.`}
      </p>
    </Panel>
  );
}

const MODEL_COLUMNS: Column<Keyed<Spend>>[] = [
  { key: "model", header: "Model", cell: (row) => <span className="font-medium">{row.key}</span> },
  { key: "calls", header: "Calls", numeric: true, cell: (row) => formatNumber(row.calls) },
  {
    key: "in",
    header: "Tokens in",
    numeric: true,
    wideOnly: true,
    cell: (row) => formatCompact(row.tokens_in),
  },
  {
    key: "out",
    header: "Tokens out",
    numeric: true,
    wideOnly: true,
    cell: (row) => formatCompact(row.tokens_out),
  },
  {
    key: "unpriced",
    header: "Unpriced",
    numeric: true,
    wideOnly: true,
    cell: (row) => formatNumber(row.unpriced_calls),
  },
  { key: "cost", header: "Spend", numeric: true, cell: (row) => <Money usd={row.cost_usd} /> },
];

export function CostsTab({ data, period }: { data: Dashboard | undefined; period: Period }) {
  if (!data) return <Skeleton className="h-72 w-full" />;
  const cost = data.cost ?? NO_SPEND;
  const before = data.cost_before ?? NO_SPEND;
  const replies = data.totals?.replies ?? 0;
  const byDay = new Map(data.cost_by_day.map((row) => [row.key, row.cost_usd]));
  const figures = [
    {
      label: "Spend",
      value: formatUsd(cost.cost_usd),
      note: <ChangeMark now={cost.cost_usd} before={before.cost_usd} goodWhen="none" />,
    },
    {
      label: "Cost per reply",
      value: replies > 0 ? formatUsd(cost.cost_usd / replies) : "–",
      note: plural(replies, "reply", "replies"),
    },
    {
      label: "Calls",
      value: formatNumber(cost.calls),
      note: <ChangeMark now={cost.calls} before={before.calls} goodWhen="none" />,
    },
    { label: "Over budget", value: formatUsd(cost.over_usd), note: "kept, never counted in" },
    {
      label: "Unpriced calls",
      value: formatNumber(cost.unpriced_calls),
      note: "valued at the dearest known price",
    },
  ];
  return (
    <div className="flex flex-col gap-5">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 xl:grid-cols-5">
        {figures.map(({ label, value, note }) => (
          <div key={label} className="bg-surface px-4 py-3">
            <dt className="font-medium text-muted text-sm">{label}</dt>
            <dd className="font-semibold text-xl tabular-nums">{value}</dd>
            <dd className="min-h-4 text-muted text-xs">{note}</dd>
          </div>
        ))}
      </dl>
      {data.budget && <BudgetPanel budget={data.budget} />}
      <Panel title="Spend by day">
        <DayChart
          label="Spend by day"
          points={listDays(period).map((day) => ({ day, value: byDay.get(day) ?? 0 }))}
          format={formatUsd}
        />
      </Panel>
      <Panel title="Models" flush>
        <Table
          caption="Spend by model"
          columns={MODEL_COLUMNS}
          rows={data.cost_by_model.toSorted((a, b) => b.cost_usd - a.cost_usd)}
          rowKey={(row) => row.key ?? "unknown"}
          empty={
            <EmptyState icon={Coins} title="No model was called in these days">
              Research and writing show up here with what they cost.
            </EmptyState>
          }
        />
      </Panel>
    </div>
  );
}

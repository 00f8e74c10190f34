import type { ReactNode } from "react";
import { ChangeMark, Money } from "@/components/numbers.tsx";
import { Panel } from "@/components/panel.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { formatCompact, formatNumber, formatUsd, plural } from "@/lib/format/index.ts";
import { BudgetPanel } from "./budget-panel.tsx";
import { CallsToLookAt } from "./calls-to-look-at.tsx";
import { DayChart } from "./day-chart.tsx";
import { listDays, type Period } from "./period.ts";
import { useCostParts } from "./queries.ts";
import { byProvider, modelOf } from "./spend.ts";
import { type SpendColumn, SpendTable } from "./spend-table.tsx";
import { type Counts, type Dashboard, type Keyed, NO_SPEND } from "./types.ts";
import type { DashboardUrl } from "./url.ts";

const TOKENS: readonly SpendColumn[] = [
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
];

/** What a reply cost, of a campaign or group; "–" where none came. */
function perReply(counts: readonly Keyed<Counts>[]): readonly SpendColumn[] {
  const replies = new Map(counts.map((row) => [row.key, row.replies]));
  const of = (key: string | null): number => replies.get(key) ?? 0;
  return [
    {
      key: "replies",
      header: "Replies",
      numeric: true,
      wideOnly: true,
      cell: (row) => formatNumber(of(row.key)),
    },
    {
      key: "each",
      header: "Cost per reply",
      numeric: true,
      wideOnly: true,
      cell: (row) => <Money usd={of(row.key) > 0 ? row.cost_usd / of(row.key) : null} />,
    },
  ];
}

interface Figure {
  label: string;
  value: string;
  change?: ReactNode;
  /** Of what it is a part. */
  note?: string;
}

/** Five: the first takes a row of its own on a phone, so that none stays empty. */
const Figures = ({ figures }: { figures: readonly Figure[] }) => (
  <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-6 xl:grid-cols-5">
    {figures.map(({ label, value, change, note }, index) => (
      <div
        key={label}
        className={`bg-surface px-4 py-3 xl:col-span-1 ${index === 0 ? "col-span-2" : ""} ${index < 2 ? "sm:col-span-3" : "sm:col-span-2"}`}
      >
        <dt className="font-medium text-muted text-sm">{label}</dt>
        <dd className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-semibold text-xl tabular-nums">{value}</span>
          {change}
        </dd>
        <dd className="min-h-4 text-muted text-xs">{note}</dd>
      </div>
    ))}
  </dl>
);

interface Props {
  workspace: { id: string; time_zone: string };
  data: Dashboard | undefined;
  period: Period;
  groups: readonly { id: string; name: string }[];
  url: Pick<DashboardUrl, "campaign" | "group">;
}

export function CostsTab({ workspace, data, period, groups, url }: Props) {
  const filters = { ...period, campaign: url.campaign, group: url.group };
  const parts = useCostParts(workspace.id, filters);
  if (!data) return <CostsSkeleton />;
  const cost = data.cost ?? NO_SPEND;
  const before = data.cost_before ?? NO_SPEND;
  const replies = data.totals?.replies ?? 0;
  const byDay = new Map(data.cost_by_day.map((row) => [row.key, row.cost_usd]));
  const nameIn = (list: readonly { id: string; name: string }[], none: string) => (id: string | null) =>
    id === null ? none : (list.find((one) => one.id === id)?.name ?? "Removed");
  const total = cost.cost_usd;
  return (
    <div className="flex flex-col gap-5">
      <Figures
        figures={[
          {
            label: "Spend",
            value: formatUsd(total),
            change: <ChangeMark now={total} before={before.cost_usd} goodWhen="none" />,
          },
          {
            label: "Cost per reply",
            value: replies > 0 ? formatUsd(total / replies) : "–",
            note: plural(replies, "reply", "replies"),
          },
          {
            label: "Calls",
            value: formatNumber(cost.calls),
            change: <ChangeMark now={cost.calls} before={before.calls} goodWhen="none" />,
          },
          { label: "Over budget", value: formatUsd(cost.over_usd), note: `of ${formatUsd(total)} spent` },
          {
            label: "Unpriced calls",
            value: formatNumber(cost.unpriced_calls),
            note: `of ${plural(cost.calls, "call")}`,
          },
        ]}
      />
      {data.budget && <BudgetPanel budget={data.budget} />}
      <Panel title="Spend by day">
        <DayChart
          label="Spend by day"
          points={listDays(period).map((day) => ({ day, value: byDay.get(day) ?? 0 }))}
          format={formatUsd}
        />
      </Panel>
      {(cost.over_usd > 0 || cost.unpriced_calls > 0) && (
        <CallsToLookAt workspace={workspace} filters={filters} />
      )}
      <SpendTable
        title="Campaigns"
        one="Campaign"
        rows={parts.data?.by_campaign}
        error={parts.error}
        onRetry={() => void parts.refetch()}
        total={total}
        nameOf={nameIn(data.campaigns, "No campaign")}
        more={perReply(data.by_campaign)}
      />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <SpendTable
          title="Groups"
          one="Group"
          rows={parts.data?.by_group}
          error={parts.error}
          onRetry={() => void parts.refetch()}
          total={total}
          nameOf={nameIn(groups, "No group")}
        />
        <SpendTable
          title="Providers"
          one="Provider"
          rows={byProvider(data.cost_by_model)}
          total={total}
          nameOf={(key) => key}
        />
      </div>
      <SpendTable
        title="Models"
        one="Model"
        rows={data.cost_by_model}
        total={total}
        nameOf={(key) => {
          const { provider, model } = modelOf(key);
          return (
            <>
              <span className="font-medium">{model}</span> <span className="text-muted">{provider}</span>
            </>
          );
        }}
        more={TOKENS}
      />
    </div>
  );
}

/** The shape of what comes: figures, budget, chart. */
const CostsSkeleton = () => (
  <div className="flex flex-col gap-5">
    <Skeleton className="h-24 w-full" />
    <Skeleton className="h-32 w-full" />
    <Skeleton className="h-72 w-full" />
  </div>
);

import { Panel } from "@/components/panel.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import type { Sort } from "@/components/table.tsx";
import { formatNumber } from "@/lib/format/index.ts";
import type { OpenWorkspace } from "@/lib/workspace.tsx";
import { Breakdown } from "./breakdown.tsx";
import { DayChart } from "./day-chart.tsx";
import { Funnel } from "./funnel.tsx";
import { metricOf } from "./metrics.ts";
import { listDays, type Period } from "./period.ts";
import { Tiles } from "./tiles.tsx";
import { type Dashboard, NO_COUNTS } from "./types.ts";
import type { DashboardUrl } from "./url.ts";
import { WhyIdle } from "./why-idle.tsx";

interface Props {
  workspace: OpenWorkspace;
  /** Undefined while it loads. */
  data: Dashboard | undefined;
  period: Period;
  groups: readonly { id: string; name: string }[];
  url: DashboardUrl;
  onChange: (changes: Partial<DashboardUrl>) => void;
}

const rowsOrComing = (rows: readonly unknown[] | undefined): boolean => rows?.length !== 0;

export function SendingTab({ workspace, data, period, groups, url, onChange }: Props) {
  const totals = data && (data.totals ?? NO_COUNTS);
  const metric = metricOf(url.metric);
  const sort: Sort = { key: url.sort, descending: !url.ascending };
  const onSort = ({ key, descending }: Sort): void => onChange({ sort: key, ascending: !descending });
  const byDay = new Map(data?.by_day.map((row) => [row.key, metric.value(row)]));
  const campaignName = (id: string | null): string =>
    data?.campaigns.find((campaign) => campaign.id === id)?.name ?? "Unknown campaign";
  const groupName = (id: string | null): string =>
    groups.find((group) => group.id === id)?.name ?? "No group";
  return (
    <div className="flex flex-col gap-5">
      <Tiles
        totals={totals}
        before={data && (data.before ?? NO_COUNTS)}
        chosen={url.metric}
        onChoose={(key) => onChange({ metric: key })}
      />
      {data && totals?.sends === 0 && <WhyIdle workspace={workspace} budget={data.budget} />}
      <div className="grid gap-5 lg:grid-cols-[1fr_22rem]">
        <Panel title={`${metric.label} by day`} about={metric.about}>
          {data ? (
            <DayChart
              label={`${metric.label} by day`}
              points={listDays(period).map((day) => ({ day, value: byDay.get(day) ?? 0 }))}
              format={formatNumber}
            />
          ) : (
            <Skeleton className="h-56 w-full" />
          )}
        </Panel>
        {totals ? <Funnel totals={totals} /> : <Skeleton className="h-56 w-full" />}
      </div>
      {/* Where nothing was counted, the panels above have said so. */}
      {rowsOrComing(data?.by_campaign) && (
        <Breakdown
          title="Campaigns"
          one="Campaign"
          rows={data?.by_campaign}
          nameOf={(key) => <span className="font-medium">{campaignName(key)}</span>}
          textOf={campaignName}
          sort={sort}
          onSort={onSort}
        />
      )}
      {rowsOrComing(data?.by_group) && (
        <Breakdown
          title="Groups"
          one="Group"
          rows={data?.by_group}
          nameOf={(key) => <span className="font-medium">{groupName(key)}</span>}
          textOf={groupName}
          sort={sort}
          onSort={onSort}
        />
      )}
    </div>
  );
}

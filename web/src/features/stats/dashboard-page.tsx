import { useMemo } from "react";
import { cx } from "@/components/cx.ts";
import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { plural } from "@/lib/format/index.ts";
import { formatDay } from "@/lib/time/index.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { CostsTab } from "./costs-tab.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { daysOf, periodOf, today } from "./period.ts";
import { useDashboard, useGroups } from "./queries.ts";
import { SendingTab } from "./sending-tab.tsx";
import { type DashboardUrl, dashboardUrl } from "./url.ts";

export default function DashboardPage() {
  const workspace = useWorkspace();
  const [url, setUrl] = useUrlState(dashboardUrl);
  const period = useMemo(
    () => periodOf(url.range, url.from, url.to, workspace.time_zone),
    [url.range, url.from, url.to, workspace.time_zone],
  );
  const { data, error, refetch, isPlaceholderData } = useDashboard(workspace, {
    ...period,
    campaign: url.campaign,
    group: url.group,
  });
  const groups = useGroups(workspace.id).data ?? [];
  return (
    <>
      <PageHeader title="Dashboard">
        {formatDay(period.from)} to {formatDay(period.to)} in {workspace.time_zone}, against the{" "}
        {plural(daysOf(period), "day")} before
      </PageHeader>
      <FilterBar
        url={url}
        period={period}
        today={today(workspace.time_zone)}
        groups={groups}
        campaigns={data?.campaigns ?? []}
        onChange={setUrl}
      />
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div
          aria-busy={isPlaceholderData}
          // What is shown still belongs to the choice before.
          className={cx("transition-opacity duration-150", isPlaceholderData && "opacity-50")}
        >
          <Tabs
            label="Figures"
            value={url.tab}
            onChange={(tab) => setUrl({ tab: tab as DashboardUrl["tab"] })}
            tabs={[
              {
                value: "sending",
                label: "Sending",
                content: (
                  <SendingTab
                    workspace={workspace}
                    data={data}
                    period={period}
                    groups={groups}
                    url={url}
                    onChange={setUrl}
                  />
                ),
              },
              {
                value: "costs",
                label: "Costs",
                content: (
                  <CostsTab workspace={workspace} data={data} period={period} groups={groups} url={url} />
                ),
              },
            ]}
          />
        </div>
      )}
    </>
  );
}

import { useMemo } from "react";
import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Tabs } from "@/components/tabs.tsx";
import { formatDay } from "@/lib/time/index.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { CostsTab } from "./costs-tab.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { periodOf, today } from "./period.ts";
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
  const { data, error, refetch } = useDashboard(workspace, {
    ...period,
    campaign: url.campaign,
    group: url.group,
  });
  const groups = useGroups(workspace.id).data ?? [];
  return (
    <>
      <PageHeader title="Dashboard">
        {formatDay(period.from)} to {formatDay(period.to)}, days in {workspace.time_zone}; changes are against
        as many days before.
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
            { value: "costs", label: "Costs", content: <CostsTab data={data} period={period} /> },
          ]}
        />
      )}
    </>
  );
}

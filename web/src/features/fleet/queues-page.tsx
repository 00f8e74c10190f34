import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { CommandsPanel } from "./commands-panel.tsx";
import { DeliveriesPanel } from "./deliveries-panel.tsx";
import { CronPanel, DepthsPanel } from "./depths-panels.tsx";
import { IgnitionsPanel } from "./ignitions-panel.tsx";
import { useQueues } from "./queries.ts";

export default function QueuesPage() {
  const { data, error, refetch } = useQueues();
  return (
    <>
      <PageHeader title="Queues">
        What waits, what runs, and what was given up and can be tried again.
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="flex flex-col gap-6">
          <DepthsPanel queues={data?.queues} />
          <CommandsPanel commands={data?.commands} />
          <IgnitionsPanel ignitions={data?.ignitions} />
          <DeliveriesPanel deliveries={data?.deliveries} />
          <CronPanel jobs={data?.cron} />
        </div>
      )}
    </>
  );
}

import { CopyableId } from "@/components/copyable.tsx";
import { Money } from "@/components/numbers.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { CALLS, type Call, type Filters, useCallsToLookAt } from "./queries.ts";

const columns: Column<Call>[] = [
  { key: "at", header: "When", wideOnly: true, cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  {
    key: "model",
    header: "Model",
    cell: ({ provider, model }) => (
      <>
        <span className="text-muted">{provider}</span> <span className="font-medium">{model}</span>
      </>
    ),
  },
  { key: "campaign", header: "Campaign", wideOnly: true, cell: ({ campaign_name }) => campaign_name ?? "–" },
  {
    key: "why",
    header: "Why",
    cell: ({ over_budget, unpriced }) => (
      <span className="flex flex-wrap gap-1">
        {over_budget && <Status tone="bad">over budget</Status>}
        {unpriced && <Status tone="warn">unpriced</Status>}
      </span>
    ),
  },
  { key: "id", header: "Id", wideOnly: true, cell: ({ id }) => <CopyableId id={id} what="id" short={8} /> },
  {
    key: "over",
    header: "Over",
    numeric: true,
    wideOnly: true,
    cell: ({ over_usd }) => <Money usd={over_usd} />,
  },
  { key: "cost", header: "Cost", numeric: true, cell: ({ cost_usd }) => <Money usd={cost_usd} /> },
];

/** Calls beyond the budget, and calls of models that have no price: one by one, since each is an exception. */
export function CallsToLookAt({
  workspace,
  filters,
}: {
  workspace: { id: string; time_zone: string };
  filters: Filters;
}) {
  const calls = useCallsToLookAt(workspace, filters);
  return (
    <Panel
      title="Over budget and unpriced"
      about={`The newest ${CALLS}. What is over the budget is kept apart; what has no price is valued at the dearest known one until an operator sets it.`}
      flush
    >
      <Table
        caption="Calls over budget or unpriced"
        columns={columns}
        rows={calls.data}
        rowKey={({ id }) => id}
        error={calls.error}
        onRetry={() => void calls.refetch()}
        empty={<p className="px-4 py-3 text-muted">None in these days.</p>}
      />
    </Panel>
  );
}

import { CircleCheck } from "lucide-react";
import { CopyableId } from "@/components/copyable.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { WorkspaceLink } from "./commands-panel.tsx";
import type { Ignition } from "./queries.ts";

const rollback = ({ status, rollback_success }: Ignition): string | null => {
  if (status !== "failed" || rollback_success === null) return null;
  return rollback_success ? "Everything was rolled back." : "The rollback left something behind.";
};

const COLUMNS: readonly Column<Ignition>[] = [
  { key: "workspace", header: "Workspace", cell: ({ slug }) => <WorkspaceLink slug={slug} /> },
  {
    key: "status",
    header: "Status",
    cell: ({ status }) => (
      <Status tone={status === "failed" ? "bad" : "busy"}>{status.replaceAll("_", " ")}</Status>
    ),
  },
  {
    key: "why",
    header: "What happened",
    cell: (ignition) => (
      <div className="min-w-48 max-w-96 break-words">
        {ignition.error_message ?? <span className="text-faint">–</span>}
        <p className="text-muted text-xs">
          {ignition.error_step && `At ${ignition.error_step.replaceAll("_", " ")}. `}
          {rollback(ignition)}
        </p>
      </div>
    ),
  },
  {
    key: "at",
    header: "Last change",
    cell: ({ updated_at }) => <RelativeTime at={updated_at} />,
  },
  {
    key: "trace",
    header: "Trace",
    wideOnly: true,
    cell: ({ trace_id }) => trace_id && <CopyableId id={trace_id} what="trace id" short={8} />,
  },
];

export const IgnitionsPanel = ({ ignitions }: { ignitions: readonly Ignition[] | undefined }) => (
  <Panel flush title="Ignitions" about="Under way, then those that failed.">
    <Table
      caption="Ignitions under way and failed"
      columns={COLUMNS}
      rows={ignitions}
      rowKey={({ workspace_id }) => workspace_id}
      expected={2}
      empty={
        <EmptyState compact icon={CircleCheck} title="No ignition is under way or failed">
          A launch shows up here until it is active.
        </EmptyState>
      }
    />
  </Panel>
);

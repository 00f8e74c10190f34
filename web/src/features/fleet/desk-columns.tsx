import { Link } from "@tanstack/react-router";
import { Meter } from "@/components/meter.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge, Status } from "@/components/status.tsx";
import type { Column } from "@/components/table.tsx";
import type { DeskRow } from "@/lib/desk.ts";
import { formatNumber } from "@/lib/format/index.ts";
import { IgnitionStatus, Severity, WorkspaceStatus } from "./state.tsx";

const nothing = <span className="text-faint">–</span>;

export const DESK_COLUMNS: readonly Column<DeskRow>[] = [
  {
    key: "slug",
    header: "Workspace",
    sortable: true,
    cell: (row) => (
      <div className="min-w-0">
        <Link
          to="/admin/workspaces/$slug"
          params={{ slug: row.slug }}
          className="whitespace-nowrap font-medium underline-offset-2 hover:underline"
        >
          {row.name}
        </Link>
        <p className="flex items-center gap-1.5 whitespace-nowrap text-muted text-xs">
          <span className="font-mono">{row.slug}</span>
          <Badge>{row.plan}</Badge>
        </p>
      </div>
    ),
  },
  { key: "status", header: "Status", cell: (row) => <WorkspaceStatus row={row} /> },
  { key: "ignition", header: "Ignition", cell: (row) => <IgnitionStatus row={row} /> },
  {
    key: "heartbeat",
    header: "Heartbeat",
    sortable: true,
    cell: (row) =>
      row.n8n_up === false ? (
        <Status tone="bad">n8n down</Status>
      ) : row.last_heartbeat_at ? (
        <RelativeTime at={row.last_heartbeat_at} />
      ) : (
        nothing
      ),
  },
  {
    key: "alarms",
    header: "Alarms",
    sortable: true,
    numeric: true,
    cell: (row) =>
      row.open_alarms > 0 && row.worst_alarm ? (
        <span className="inline-flex items-center gap-1.5">
          {formatNumber(row.open_alarms)} <Severity of={row.worst_alarm} />
        </span>
      ) : (
        nothing
      ),
  },
  {
    key: "commands",
    header: "Commands",
    numeric: true,
    cell: (row) =>
      row.failed_commands > 0 ? (
        <Status tone="bad">{formatNumber(row.failed_commands)} failed</Status>
      ) : row.open_commands > 0 ? (
        <Status tone="busy">{formatNumber(row.open_commands)} open</Status>
      ) : (
        nothing
      ),
  },
  {
    key: "spend",
    header: "Spend this month",
    sortable: true,
    cell: (row) => (
      <Meter
        label={`Spend of ${row.name}`}
        spent={row.settled_usd}
        reserved={row.reserved_usd}
        limit={row.budget_limit_usd}
      />
    ),
  },
];

import type { FreezeStatus } from "@contracts/freeze.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/button.tsx";
import { CopyableId } from "@/components/copyable.tsx";
import { Meter } from "@/components/meter.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status } from "@/components/status.tsx";
import { type DeskRow, isIgniting } from "@/lib/desk.ts";
import { formatNumber, plural } from "@/lib/format/index.ts";

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-muted text-sm">{name}</dt>
    <dd className="mt-0.5 min-w-0 break-words">{children}</dd>
  </div>
);

function Ignition({ row }: { row: DeskRow }) {
  const { ignition_status: status, ignition_error: error } = row;
  if (status === null) return <span className="text-muted">{row.is_legacy ? "legacy" : "not launched"}</span>;
  if (status === "active" && row.status === "frozen") return <Status tone="neutral">stopped</Status>;
  return (
    <>
      <Status tone={isIgniting(row) ? "busy" : status === "active" ? "good" : "bad"}>
        {status === "active" ? "running" : status.replaceAll("_", " ")}
      </Status>
      {error && <p className="mt-1 text-muted text-sm">{error}</p>}
    </>
  );
}

function Sidecar({ row, sidecar }: { row: DeskRow; sidecar: FreezeStatus["sidecar"] }) {
  if (!sidecar.registered) return <span className="text-muted">none</span>;
  if (row.n8n_up === false) return <Status tone="bad">n8n down</Status>;
  return sidecar.last_heartbeat_at ? (
    <>
      heard <RelativeTime at={sidecar.last_heartbeat_at} />
    </>
  ) : (
    <span className="text-muted">registered, no heartbeat yet</span>
  );
}

/** How one workspace is, in the same words as in the list of all. */
export const HealthPanel = ({ row, status }: { row: DeskRow; status: FreezeStatus }) => (
  <Panel
    title="Health"
    actions={
      <Link
        to="/admin/budgets"
        search={{ q: row.slug, change: row.slug }}
        className={buttonClass({ size: "sm" })}
      >
        Change plan or limit
      </Link>
    }
  >
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
      <Fact name="Ignition">
        <Ignition row={row} />
      </Fact>
      <Fact name="Sidecar">
        <Sidecar row={row} sidecar={status.sidecar} />
      </Fact>
      <Fact name="Alarms">
        {row.open_alarms > 0 ? (
          <Link to="/admin/alarms" className="underline underline-offset-2">
            {formatNumber(row.open_alarms)} open, {row.worst_alarm}
          </Link>
        ) : (
          "none open"
        )}
      </Fact>
      <Fact name="Commands">
        {row.open_commands + row.failed_commands === 0
          ? "none open"
          : `${formatNumber(row.open_commands)} open, ${formatNumber(row.failed_commands)} failed`}
      </Fact>
      <Fact name={`Spend this month, plan ${row.plan}`}>
        <Meter
          label={`Spend of ${row.name}`}
          spent={row.settled_usd}
          reserved={row.reserved_usd}
          limit={row.budget_limit_usd}
        />
      </Fact>
      <Fact name="Quarantine">
        {status.quarantined.events + status.quarantined.costs === 0
          ? "empty"
          : `${plural(status.quarantined.events, "event")}, ${plural(status.quarantined.costs, "cost")}`}
      </Fact>
      <Fact name="Members">{formatNumber(row.members)}</Fact>
      <Fact name="Made">
        <RelativeTime at={row.created_at} /> <CopyableId id={row.id} what="workspace id" short={8} />
      </Fact>
    </dl>
  </Panel>
);

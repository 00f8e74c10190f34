import { ListOrdered, Timer } from "lucide-react";
import { EmptyState } from "@/components/empty-state.tsx";
import { Count } from "@/components/numbers.tsx";
import { Panel } from "@/components/panel.tsx";
import { Status } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { formatNumber } from "@/lib/format/index.ts";
import { formatDuration } from "@/lib/time/index.ts";
import type { CronJob, Queues } from "./queries.ts";

interface Depth {
  name: string;
  depth: number;
  waiting: number;
  oldest_s: number;
  total: number;
}

const DEPTHS: readonly Column<Depth>[] = [
  { key: "name", header: "Queue", cell: ({ name }) => <span className="font-medium">{name}</span> },
  { key: "depth", header: "Due now", numeric: true, cell: ({ depth }) => <Count value={depth} /> },
  {
    key: "later",
    header: "Later or under way",
    numeric: true,
    cell: ({ depth, waiting }) => <Count value={Math.max(0, waiting - depth)} />,
  },
  {
    key: "oldest",
    header: "Oldest",
    numeric: true,
    cell: ({ waiting, oldest_s }) => (waiting > 0 ? formatDuration(oldest_s * 1000) : "–"),
  },
  {
    key: "total",
    header: "Ever",
    numeric: true,
    wideOnly: true,
    cell: ({ total }) => <Count value={total} />,
  },
];

export const DepthsPanel = ({ queues }: { queues: Queues["queues"] | undefined }) => (
  <Panel flush title="Depth">
    <Table
      caption="Depth of each queue"
      columns={DEPTHS}
      rows={queues && Object.entries(queues).map(([name, depth]) => ({ name, ...depth }))}
      rowKey={({ name }) => name}
      expected={2}
      empty={
        <EmptyState compact icon={ListOrdered} title="No queues">
          The database has none: are its migrations applied?
        </EmptyState>
      }
    />
  </Panel>
);

const CRON: readonly Column<CronJob>[] = [
  {
    key: "job",
    header: "Job",
    cell: ({ job }) => <span className="font-medium">{job.replace(/^genesis-/, "")}</span>,
  },
  {
    key: "schedule",
    header: "Schedule (UTC)",
    cell: ({ schedule }) => (
      <code className="whitespace-nowrap font-mono text-muted text-xs">{schedule}</code>
    ),
  },
  {
    key: "ok",
    header: "Last success",
    cell: ({ last_ok_s }) =>
      last_ok_s === null ? (
        <span className="text-muted">not yet</span>
      ) : (
        <span className="whitespace-nowrap tabular-nums">{formatDuration(last_ok_s * 1000)} ago</span>
      ),
  },
  {
    key: "failed",
    header: "Failed in 24 h",
    numeric: true,
    cell: ({ failed_since }) =>
      failed_since > 0 ? <Status tone="bad">{formatNumber(failed_since)}</Status> : formatNumber(0),
  },
];

export const CronPanel = ({ jobs }: { jobs: readonly CronJob[] | undefined }) => (
  <Panel flush title="Cron jobs" about="What pg_cron runs for Genesis.">
    <Table
      caption="Jobs with their last success"
      columns={CRON}
      rows={jobs}
      rowKey={({ job }) => job}
      expected={8}
      empty={
        <EmptyState compact icon={Timer} title="No cron jobs">
          pg_cron has none of Genesis's jobs: nothing is retried, purged or verified. docs/deploy.md says how
          they are set up.
        </EmptyState>
      }
    />
  </Panel>
);

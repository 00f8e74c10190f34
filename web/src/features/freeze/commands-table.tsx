import type { FreezeCommand } from "@contracts/freeze.ts";
import { CircleCheck } from "lucide-react";
import { EmptyState } from "@/components/empty-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status, type Tone } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";

const TONES: Readonly<Record<FreezeCommand["status"], Tone>> = {
  open: "waiting",
  running: "busy",
  done: "good",
  failed: "bad",
  void: "neutral",
};

const COLUMNS: Column<FreezeCommand>[] = [
  {
    key: "action",
    header: "Command",
    cell: ({ seq, action, error }) => (
      <div className="min-w-40">
        <p>
          {action.replaceAll("_", " ")} <span className="text-faint tabular-nums">#{seq}</span>
        </p>
        {error && <p className="max-w-120 break-words text-muted text-xs">{error}</p>}
      </div>
    ),
  },
  { key: "status", header: "Status", cell: ({ status }) => <Status tone={TONES[status]}>{status}</Status> },
  { key: "attempts", header: "Attempts", numeric: true, cell: ({ attempts }) => attempts },
  {
    key: "when",
    header: "Next try or end",
    cell: ({ status, next_at, finished_at }) => {
      const at = status === "open" ? next_at : finished_at;
      return at ? <RelativeTime at={at} /> : <span className="text-faint">–</span>;
    },
  },
];

/** What the sidecar is told, with its attempts: the first place to look at when a stage stays pending. */
export const CommandsTable = ({ commands }: { commands: readonly FreezeCommand[] }) => (
  <Panel flush title="Commands to the sidecar" about="Since the last freeze, in their order.">
    <Table
      caption="Commands with their attempts"
      columns={COLUMNS}
      rows={commands}
      rowKey={({ seq }) => String(seq)}
      empty={
        <EmptyState compact icon={CircleCheck} title="Nothing was asked">
          A freeze, an unfreeze and a start show up here with their attempts.
        </EmptyState>
      }
    />
  </Panel>
);

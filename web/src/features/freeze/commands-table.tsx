import type { FreezeCommand } from "@contracts/freeze.ts";
import { Panel } from "@/components/panel.tsx";
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
  { key: "seq", header: "No.", numeric: true, cell: ({ seq }) => seq },
  { key: "action", header: "Command", cell: ({ action }) => action.replaceAll("_", " ") },
  { key: "status", header: "Status", cell: ({ status }) => <Status tone={TONES[status]}>{status}</Status> },
  { key: "attempts", header: "Tries", numeric: true, cell: ({ attempts }) => attempts },
  { key: "error", header: "Last error", wideOnly: true, cell: ({ error }) => error ?? "–" },
];

/** What the sidecar is told, with its tries: the first place to look at when a stage stays pending. */
export const CommandsTable = ({ commands }: { commands: readonly FreezeCommand[] }) => (
  <Panel title="Commands to the sidecar" flush>
    <Table
      caption="Commands to the sidecar"
      columns={COLUMNS}
      rows={commands}
      rowKey={({ seq }) => String(seq)}
      empty={<p className="p-4 text-muted">Nothing was told to the sidecar.</p>}
    />
  </Panel>
);

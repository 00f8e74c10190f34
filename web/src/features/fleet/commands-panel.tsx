import { Link } from "@tanstack/react-router";
import { CircleCheck, RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { CopyableId } from "@/components/copyable.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status, type Tone } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { toast } from "@/components/toast.tsx";
import { type Command, useRedrive } from "./queries.ts";

const TONES: Record<Command["status"], Tone> = { open: "waiting", running: "busy", failed: "bad" };

export const WorkspaceLink = ({ slug }: { slug: string }) => (
  <Link
    to="/admin/workspaces/$slug"
    params={{ slug }}
    className="font-medium underline-offset-2 hover:underline"
  >
    {slug}
  </Link>
);

const columns = (redrive: (command: Command) => void): Column<Command>[] => [
  { key: "workspace", header: "Workspace", cell: ({ slug }) => <WorkspaceLink slug={slug} /> },
  {
    key: "action",
    header: "Command",
    cell: ({ action, seq, error }) => (
      <div className="min-w-40">
        <p>
          {action.replaceAll("_", " ")} <span className="text-faint tabular-nums">#{seq}</span>
        </p>
        {error && <p className="max-w-80 break-words text-muted text-xs">{error}</p>}
      </div>
    ),
  },
  { key: "status", header: "Status", cell: ({ status }) => <Status tone={TONES[status]}>{status}</Status> },
  { key: "attempts", header: "Attempts", numeric: true, cell: ({ attempts }) => attempts },
  {
    key: "next",
    header: "Next try",
    cell: ({ status, next_at }) =>
      status === "open" && next_at ? <RelativeTime at={next_at} /> : <span className="text-faint">–</span>,
  },
  {
    key: "asked",
    header: "Asked",
    wideOnly: true,
    cell: ({ created_at, trace_id }) => (
      <>
        <RelativeTime at={created_at} />
        {trace_id && (
          <p>
            <CopyableId id={trace_id} what="trace id" short={8} />
          </p>
        )}
      </>
    ),
  },
  {
    key: "redrive",
    header: "Redrive",
    quiet: true,
    numeric: true,
    cell: (command) =>
      command.status === "failed" && (
        <Button size="sm" icon={RotateCw} onClick={() => redrive(command)}>
          Redrive
        </Button>
      ),
  },
];

export function CommandsPanel({ commands }: { commands: readonly Command[] | undefined }) {
  const [chosen, setChosen] = useState<Command | null>(null);
  const { command: redrive } = useRedrive();
  const what = chosen?.action.replaceAll("_", " ");
  return (
    <Panel
      flush
      title="Commands"
      about="What sidecars are asked to do: those that were given up first, at most 200."
    >
      <Table
        caption="Commands, failed ones first"
        columns={columns(setChosen)}
        rows={commands}
        rowKey={({ workspace_id, seq }) => `${workspace_id} ${seq}`}
        empty={
          <EmptyState compact icon={CircleCheck} title="Nothing is open or failed">
            Every command was done.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={chosen !== null}
        onClose={() => setChosen(null)}
        title={`Redrive ${what} in ${chosen?.slug}?`}
        action="Redrive"
        onConfirm={async () => {
          if (!chosen) return;
          await redrive.mutateAsync(chosen);
          toast(`${what} is tried again in ${chosen.slug}`);
        }}
      >
        The sidecar of {chosen?.slug} is asked once more, with a new command; the one that failed stays on
        record. Its alarm is cleared, and the audit log says who did it.
      </ConfirmDialog>
    </Panel>
  );
}

import { BellOff } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Checkbox } from "@/components/input.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { toast } from "@/components/toast.tsx";
import { useSlugs } from "@/lib/desk.ts";
import { formatNumber, plural } from "@/lib/format/index.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { WorkspaceLink } from "./commands-panel.tsx";
import { type Alarm, useAlarms, useClearAlarm } from "./queries.ts";
import { Severity } from "./state.tsx";
import { alarmsUrl } from "./url.ts";

const columns = (slugs: ReadonlyMap<string, string>, clear: (alarm: Alarm) => void): Column<Alarm>[] => [
  {
    key: "severity",
    header: "Severity",
    cell: ({ severity, cleared_at }) =>
      cleared_at ? <Status tone="neutral">cleared</Status> : <Severity of={severity} />,
  },
  {
    key: "what",
    header: "Alarm",
    cell: ({ kind, message }) => (
      <div className="min-w-56 max-w-120 break-words py-1">
        <p className="font-medium">{kind.replaceAll("_", " ")}</p>
        <p className="text-muted">{message}</p>
      </div>
    ),
  },
  {
    key: "workspace",
    header: "Workspace",
    cell: ({ workspace_id }) => {
      const slug = workspace_id && slugs.get(workspace_id);
      return slug ? <WorkspaceLink slug={slug} /> : <span className="text-faint">–</span>;
    },
  },
  { key: "seen", header: "Seen", numeric: true, cell: ({ seen }) => `${formatNumber(seen)}×` },
  {
    key: "raised",
    header: "Since",
    wideOnly: true,
    cell: ({ raised_at }) => <RelativeTime at={raised_at} />,
  },
  {
    key: "last",
    header: "Last seen",
    cell: ({ last_seen_at, cleared_at }) => <RelativeTime at={cleared_at ?? last_seen_at} />,
  },
  {
    key: "clear",
    header: "Clear",
    quiet: true,
    numeric: true,
    cell: (alarm) =>
      alarm.cleared_at === null && (
        <Button size="sm" onClick={() => clear(alarm)}>
          Clear
        </Button>
      ),
  },
];

export default function AlarmsPage() {
  const [url, setUrl] = useUrlState(alarmsUrl);
  const { data, error, refetch } = useAlarms(url.cleared);
  const clear = useClearAlarm();
  const slugs = useSlugs(data?.map(({ workspace_id }) => workspace_id) ?? []);
  const [chosen, setChosen] = useState<Alarm | null>(null);
  const open = data?.filter(({ cleared_at }) => cleared_at === null).length;
  return (
    <>
      <PageHeader
        title="Alarms"
        actions={
          <Checkbox
            label="Show cleared ones"
            checked={url.cleared}
            onChange={(event) => setUrl({ cleared: event.target.checked })}
          />
        }
      >
        {open === undefined
          ? "What an operator must look at."
          : `${plural(open, "open alarm")}, worst first.`}
      </PageHeader>
      <Panel flush>
        <Table
          caption="Alarms"
          columns={columns(slugs, setChosen)}
          rows={data}
          rowKey={({ id }) => id}
          error={error}
          onRetry={() => void refetch()}
          empty={
            <EmptyState icon={BellOff} title="Nothing rings">
              What needs an operator shows up here, and is posted to the alarms' webhook if one is set.
            </EmptyState>
          }
        />
      </Panel>
      <ConfirmDialog
        open={chosen !== null}
        onClose={() => setChosen(null)}
        title={`Clear ${chosen?.kind.replaceAll("_", " ")}?`}
        action="Clear alarm"
        onConfirm={async () => {
          if (!chosen) return;
          await clear.mutateAsync(chosen.id);
          toast("Alarm cleared", { about: "It comes back when it is seen again." });
        }}
      >
        It changes nothing of what it is about: seen once more, it rings again as a new alarm. The audit log
        says who cleared it.
      </ConfirmDialog>
    </>
  );
}

import { CircleCheck, RotateCw } from "lucide-react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { toast } from "@/components/toast.tsx";
import { type Delivery, useRedrive } from "./queries.ts";
import { Severity } from "./state.tsx";

const columns = (redrive: (delivery: Delivery) => void, busy: boolean): Column<Delivery>[] => [
  {
    key: "alarm",
    header: "Alarm",
    cell: ({ kind, message }) => (
      <div className="min-w-48 max-w-96 break-words">
        <p className="font-medium">{kind.replaceAll("_", " ")}</p>
        <p className="text-muted text-xs">{message}</p>
      </div>
    ),
  },
  { key: "severity", header: "Severity", cell: ({ severity }) => <Severity of={severity} /> },
  {
    key: "state",
    header: "State",
    cell: ({ given_up_at, next_at }) =>
      given_up_at ? (
        <Status tone="bad">given up</Status>
      ) : (
        <span className="whitespace-nowrap">next try {next_at && <RelativeTime at={next_at} />}</span>
      ),
  },
  { key: "attempts", header: "Attempts", numeric: true, cell: ({ attempts }) => attempts },
  {
    key: "last",
    header: "Last answer",
    wideOnly: true,
    cell: ({ last_result }) => <span className="text-muted">{last_result ?? "–"}</span>,
  },
  {
    key: "redrive",
    header: "Redrive",
    quiet: true,
    numeric: true,
    cell: (delivery) =>
      delivery.given_up_at && (
        <Button size="sm" icon={RotateCw} busy={busy} onClick={() => redrive(delivery)}>
          Redrive
        </Button>
      ),
  },
];

/** Nothing but another POST of the same alarm: no question before it. */
export function DeliveriesPanel({ deliveries }: { deliveries: readonly Delivery[] | undefined }) {
  const { delivery } = useRedrive();
  const redrive = ({ id }: Delivery) =>
    delivery.mutate(id, { onSuccess: () => toast("The alarm is posted again") });
  return (
    <Panel flush title="Alarm deliveries" about="Not yet told to the alarms' webhook, or given up.">
      {delivery.error && (
        <div className="p-4">
          <ErrorNote error={delivery.error} />
        </div>
      )}
      <Table
        caption="Deliveries that wait or were given up"
        columns={columns(redrive, delivery.isPending)}
        rows={deliveries}
        rowKey={({ id }) => id}
        expected={2}
        empty={
          <EmptyState compact icon={CircleCheck} title="Nothing waits">
            Every alarm was told, or no webhook is set.
          </EmptyState>
        }
      />
    </Panel>
  );
}

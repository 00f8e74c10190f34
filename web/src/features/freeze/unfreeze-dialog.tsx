import type { FreezeStatus, UnfreezeAnswer } from "@contracts/freeze.ts";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { CopyBox } from "@/components/copyable.tsx";
import { Dialog } from "@/components/dialog.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Checkbox } from "@/components/input.tsx";
import { plural } from "@/lib/format/index.ts";

interface Props {
  status: FreezeStatus;
  onClose: () => void;
  onUnfreeze: (reactivate: true | readonly string[] | null) => Promise<UnfreezeAnswer>;
}

/** Shows what would start before it does; nothing starts unless it is ticked. */
export function UnfreezeDialog({ status, onClose, onUnfreeze }: Props) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<UnfreezeAnswer | null>(null);
  const sets = status.would_start.map((set) => ({
    id: set.campaign_id ?? set.workflows.map(({ id }) => id).join(","),
    label: set.campaign ?? "Without a campaign",
    hint: set.workflows.map(({ name }) => name).join(", "),
    count: set.workflows.length,
  }));
  const starting = sets.filter(({ id }) => chosen.includes(id)).reduce((sum, { count }) => sum + count, 0);

  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      const all = sets.length > 0 && chosen.length === sets.length;
      setDone(await onUnfreeze(chosen.length === 0 ? null : all ? true : chosen));
    } catch (raised) {
      setError(raised);
    }
    setBusy(false);
  }

  if (done) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={`${status.slug} is unfrozen`}
        footer={
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <div className="flex flex-col gap-3">
          <p>
            {plural(done.quarantine_applied, "kept event")} applied;{" "}
            {done.reactivating.length === 0
              ? "no workflow starts."
              : `${plural(done.reactivating.length, "workflow")} starting.`}
          </p>
          {done.webhook_token && (
            <>
              <p className="text-muted">
                There is no sidecar to tell: enter this webhook token in the workspace&rsquo;s n8n. It is
                shown this once.
              </p>
              <CopyBox text={done.webhook_token} what="the webhook token" />
            </>
          )}
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      busy={busy}
      title={`Unfreeze ${status.slug}?`}
      description="Events are accepted again, with a new webhook token that n8n is given. The old one stays invalid."
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Keep it frozen
          </Button>
          <Button variant="primary" onClick={() => void confirm()} busy={busy}>
            {starting === 0 ? "Unfreeze, start nothing" : `Unfreeze, start ${plural(starting, "workflow")}`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-muted">
          {plural(status.quarantined.events, "event")} and {plural(status.quarantined.costs, "cost")} kept
          meanwhile will be applied.
        </p>
        {sets.length === 0 ? (
          <p>No workflow was on before the freeze, so none would start.</p>
        ) : (
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 font-medium">Start again, as before the freeze:</legend>
            {sets.map(({ id, label, hint }) => (
              <Checkbox
                key={id}
                label={label}
                hint={hint}
                checked={chosen.includes(id)}
                onChange={(event) =>
                  setChosen(event.target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
                }
              />
            ))}
          </fieldset>
        )}
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}

import type { FreezeStatus, Reactivate, UnfreezeAnswer } from "@contracts/freeze.ts";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { Dialog } from "@/components/dialog.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { plural } from "@/lib/format/index.ts";
import { type Choice, reactivateOf, startsOf } from "./choice.ts";
import { Unfrozen } from "./unfrozen.tsx";
import { StartChoice } from "./would-start.tsx";

interface Props {
  status: FreezeStatus;
  onClose: () => void;
  onUnfreeze: (reactivate: Reactivate | null) => Promise<UnfreezeAnswer>;
}

/** Shows what would start before it does; nothing starts unless it is chosen. Then says what was done. */
export function UnfreezeDialog({ status, onClose, onUnfreeze }: Props) {
  const { slug, would_start: sets, quarantined } = status;
  const [choice, setChoice] = useState<Choice>({ how: "nothing", ids: [] });
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<UnfreezeAnswer | null>(null);
  const starting = startsOf(choice, sets);
  const ready = typed.trim() === slug && (choice.how !== "some" || starting > 0);

  async function confirm() {
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      setDone(await onUnfreeze(reactivateOf(choice, sets)));
    } catch (raised) {
      setError(raised);
    }
    setBusy(false);
  }

  if (done) return <Unfrozen slug={slug} answer={done} onClose={onClose} />;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      busy={busy}
      title={`Unfreeze ${slug}?`}
      description="Members get in again, and events are accepted with a new webhook token, which n8n is given. API keys stay revoked."
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Keep it frozen
          </Button>
          <Button variant="primary" onClick={() => void confirm()} busy={busy} disabled={!ready}>
            {starting > 0
              ? `Unfreeze, start ${plural(starting, "workflow")}`
              : choice.how === "some"
                ? "Choose what to start"
                : "Unfreeze, start nothing"}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <p className="text-muted">
          {quarantined.events + quarantined.costs === 0
            ? "Nothing was kept in quarantine meanwhile."
            : `${plural(quarantined.events, "event")} and ${plural(quarantined.costs, "cost")} that came meanwhile were kept in quarantine and are applied now.`}
        </p>
        {sets.length === 0 ? (
          <p>No workflow was on before the freeze, so none would start.</p>
        ) : (
          <StartChoice sets={sets} choice={choice} onChange={setChoice} />
        )}
        <Field label={`Type ${slug} to go on`}>
          {(control) => (
            <Input
              {...control}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        {error !== null && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}

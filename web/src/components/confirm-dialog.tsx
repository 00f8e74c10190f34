import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { ErrorNote } from "./error-state.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

interface Props {
  open: boolean;
  onClose: () => void;
  /** "Revoke the key Reporting?" */
  title: string;
  /** What will happen, named. */
  children: ReactNode;
  /** The verb of the button: "Revoke key". */
  action: string;
  /** What must be typed first: the workspace's slug, for what cannot be undone. */
  phrase?: string;
  /** Done when it resolves; what it raises is shown and the dialog stays. */
  onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog({ open, ...rest }: Props) {
  // Its own state begins anew each time that it opens.
  return open ? <Confirm {...rest} /> : null;
}

function Confirm({ onClose, title, children, action, phrase, onConfirm }: Omit<Props, "open">) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ready = phrase === undefined || typed.trim() === phrase;

  async function confirm() {
    if (!ready || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (raised) {
      setError(raised);
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      busy={busy}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Keep it as it is
          </Button>
          <Button variant="danger" onClick={confirm} busy={busy} disabled={!ready}>
            {action}
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
        <div className="text-muted">{children}</div>
        {phrase !== undefined && (
          <Field label={`Type ${phrase} to go on`}>
            {(control) => (
              <Input
                {...control}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                autoCapitalize="none"
                spellCheck={false}
              />
            )}
          </Field>
        )}
        {error !== null && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}

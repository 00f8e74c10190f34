import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useState } from "react";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";
import { LayerProvider } from "./layer.tsx";

interface Props {
  open: boolean;
  /** Asked for by Escape, the cross, or a click beside it. */
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Buttons, the one that does it last. */
  footer?: ReactNode;
  /** Work is under way: it cannot be closed. */
  busy?: boolean;
  /** It holds what was typed: a click beside it and Escape, made by mistake as a rule, do not close it. */
  keep?: boolean;
  wide?: boolean;
}

/** What the focus goes to: a button that asks for it, or the first field. */
const FIRST = "[data-first], input:enabled:not([readonly]), select:enabled, textarea:enabled:not([readonly])";

/**
 * The browser's own modal dialog: it holds the focus, makes the page behind inert and gives the focus back. Injects no
 * style element, which the Content-Security-Policy would refuse.
 */
export function useModal(open: boolean) {
  const [dialog, ref] = useState<HTMLDialogElement | null>(null);
  // Before it leaves the page as well: only a dialog that is closed gives the focus back to where it was.
  useLayoutEffect(() => {
    if (!open || !dialog) return;
    dialog.showModal();
    // By itself it would take the first button, which closes it.
    dialog.querySelector<HTMLElement>(FIRST)?.focus();
    return () => dialog.close();
  }, [open, dialog]);
  return { ref, dialog };
}

export function Dialog({ open, onClose, title, description, children, footer, busy, keep, wide }: Props) {
  const { ref, dialog } = useModal(open);
  const id = useId();
  const [kept, setKept] = useState(false);
  const close = () => {
    if (!busy) onClose();
  };
  /** What closes it by the way: a click beside it, Escape. */
  const leave = () => (keep ? setKept(true) : close());
  return (
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-about` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || !(keep || busy)) return;
        // A browser lets itself be held back from closing it once: this is before it tries.
        event.preventDefault();
        leave();
      }}
      onClick={(event) => event.target === event.currentTarget && leave()}
      className={cx(
        "modal m-auto max-h-[85dvh] overflow-hidden w-[calc(100vw-2rem)] rounded-lg border border-line bg-raised text-ink shadow-high",
        wide ? "max-w-160" : "max-w-110",
      )}
    >
      {open && (
        <LayerProvider value={dialog}>
          {/* The head and the buttons stay: what is said at the end of the body is not behind them. */}
          <div className="flex max-h-[calc(85dvh-2px)] flex-col">
            <header className="flex shrink-0 items-start gap-4 px-5 pt-4">
              <div className="min-w-0 flex-1">
                <h2 id={`${id}-title`} className="break-words font-semibold text-lg">
                  {title}
                </h2>
                {description && (
                  <p id={`${id}-about`} className="mt-0.5 text-muted">
                    {description}
                  </p>
                )}
              </div>
              <IconButton icon={X} label="Close" onClick={close} disabled={busy} className="-mt-1 -mr-2" />
            </header>
            <div className="mt-2 min-h-0 flex-1 overflow-y-auto px-5 pt-2 pb-5">{children}</div>
            <p role="status" className={kept && keep ? "shrink-0 px-5 pb-3 text-muted text-sm" : "sr-only"}>
              {kept &&
                keep &&
                "It stays open, so that what you entered is not lost. The cross above closes it."}
            </p>
            {footer && (
              <footer className="flex shrink-0 flex-wrap justify-end gap-2 border-line border-t bg-sunken px-5 py-3">
                {footer}
              </footer>
            )}
          </div>
        </LayerProvider>
      )}
    </dialog>
  );
}

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
  /** It holds what was typed: a click beside it, made by mistake as a rule, does not close it. */
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
  const close = () => {
    if (!busy) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it, as onCancel
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-about` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === event.currentTarget && !keep && close()}
      className={cx(
        "modal m-auto max-h-[85dvh] w-[calc(100vw-2rem)] rounded-lg border border-line bg-raised text-ink shadow-high",
        wide ? "max-w-160" : "max-w-110",
      )}
    >
      {open && (
        <LayerProvider value={dialog}>
          <div className="flex flex-col">
            <header className="flex items-start gap-4 px-5 pt-4">
              <div className="min-w-0 flex-1">
                <h2 id={`${id}-title`} className="font-semibold text-lg">
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
            <div className="px-5 pt-4 pb-5">{children}</div>
            {footer && (
              <footer className="sticky bottom-0 flex flex-wrap justify-end gap-2 border-line border-t bg-sunken px-5 py-3">
                {footer}
              </footer>
            )}
          </div>
        </LayerProvider>
      )}
    </dialog>
  );
}

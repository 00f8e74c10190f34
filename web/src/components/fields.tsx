import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { cx } from "./cx.ts";

interface Props {
  /** They are being sent: what is typed now would be lost. */
  busy: boolean;
  /** For who may not change them. */
  disabled?: boolean;
  className?: string;
  children: ReactNode;
}

/** A form's fields: they rest while they are sent, and the focus is afterwards where it was. */
export function Fields({ busy, disabled = false, className, children }: Props) {
  const fields = useRef<HTMLFieldSetElement>(null);
  const last = useRef<EventTarget | null>(null);
  const rested = useRef(false);
  // A control that rests has lost the focus at once: it is remembered while it has it.
  useEffect(() => {
    const form = fields.current?.form;
    const around = form?.closest("dialog") ?? form;
    const remember = (event: Event) => {
      last.current = event.target;
    };
    around?.addEventListener("focusin", remember);
    return () => around?.removeEventListener("focusin", remember);
  }, []);
  useLayoutEffect(() => {
    const over = rested.current && !busy;
    rested.current = busy;
    if (!over || document.activeElement?.matches(":enabled, a[href]")) return;
    if (last.current instanceof HTMLElement) last.current.focus({ preventScroll: true });
  }, [busy]);
  return (
    <fieldset ref={fields} disabled={disabled || busy} className={cx("flex min-w-0 flex-col", className)}>
      {children}
    </fieldset>
  );
}

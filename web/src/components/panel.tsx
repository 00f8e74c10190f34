import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface Props {
  title?: string;
  /** Below the title, in one line or two. */
  about?: ReactNode;
  actions?: ReactNode;
  /** Tables and lists reach the edges. */
  flush?: boolean;
  children: ReactNode;
  className?: string;
}

/** A surface that holds one thing. */
export function Panel({ title, about, actions, flush, children, className }: Props) {
  return (
    <section
      aria-label={title}
      className={cx("overflow-hidden rounded-lg border border-line bg-surface", className)}
    >
      {(title || actions) && (
        <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-4 py-3">
          <div className="min-w-0 flex-1 basis-48">
            {title && <h2 className="font-semibold">{title}</h2>}
            {about && <p className="text-muted text-sm">{about}</p>}
          </div>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </header>
      )}
      <div className={cx(!flush && "p-4")}>{children}</div>
    </section>
  );
}

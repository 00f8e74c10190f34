import type { ReactNode } from "react";

interface Props {
  title: string;
  /** One sentence: what the page is for, or what it shows now. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** The only h1 of a page; the router puts the focus on it after a change of page. */
export const PageHeader = ({ title, children, actions }: Props) => (
  <header className="mb-6 flex flex-wrap items-center gap-x-6 gap-y-1">
    <h1 className="min-h-8 min-w-0 flex-1 basis-40 pt-0.5 font-semibold text-xl tracking-tight">{title}</h1>
    {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    {/* Below both: on a phone it has the whole width. */}
    {children && (
      <div className="basis-full text-muted">
        <div className="max-w-prose">{children}</div>
      </div>
    )}
  </header>
);

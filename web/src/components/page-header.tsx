import type { ReactNode } from "react";

interface Props {
  title: string;
  /** One sentence: what the page is for, or what it shows now. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** The only h1 of a page; the router puts the focus on it after a change of page. */
export const PageHeader = ({ title, children, actions }: Props) => (
  <header className="mb-6 flex flex-wrap items-start gap-x-6 gap-y-3">
    <div className="min-w-0 flex-1 basis-60">
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      {children && <div className="mt-0.5 max-w-prose text-muted">{children}</div>}
    </div>
    {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
  </header>
);

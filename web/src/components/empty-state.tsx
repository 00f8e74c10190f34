import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

interface Props {
  icon: LucideIcon;
  /** What is not there: "No API keys". */
  title: string;
  /** What it would be for, and what to do next. */
  children: ReactNode;
  /** The button or link that does it. */
  action?: ReactNode;
  /** For a list that is only beside the page's own. */
  compact?: boolean;
}

export const EmptyState = ({ icon: Icon, title, children, action, compact }: Props) => (
  <div className={cx("flex flex-col items-center gap-1 px-4 text-center", compact ? "py-6" : "py-12")}>
    {!compact && (
      <span className="mb-2 flex size-10 items-center justify-center rounded-full bg-hover text-muted">
        <Icon aria-hidden size={18} />
      </span>
    )}
    <p className="font-semibold">{title}</p>
    <p className="max-w-100 text-balance text-muted">{children}</p>
    {action && <div className="mt-4">{action}</div>}
  </div>
);

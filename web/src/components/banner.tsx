import { CircleAlert, Info, type LucideIcon, OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

const TONES: Record<"info" | "warn" | "bad", { icon: LucideIcon; look: string; mark: string }> = {
  info: { icon: Info, look: "bg-accent-soft", mark: "text-accent" },
  warn: { icon: CircleAlert, look: "bg-warn-soft", mark: "text-warn" },
  bad: { icon: OctagonX, look: "bg-bad-soft", mark: "text-bad" },
};

interface Props {
  tone: keyof typeof TONES;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function Banner({ tone, title, children, action }: Props) {
  const { icon: Icon, look, mark } = TONES[tone];
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={cx("flex gap-3 rounded-lg px-4 py-3", look)}>
      <Icon aria-hidden size={18} className={cx("mt-0.5 shrink-0", mark)} />
      <div className="min-w-0 flex-1">
        <p className={cx("font-semibold", mark)}>{title}</p>
        {children && <div className="break-words">{children}</div>}
      </div>
      {action}
    </div>
  );
}

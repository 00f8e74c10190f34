import {
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Tone = "neutral" | "waiting" | "busy" | "good" | "warn" | "bad";

const TONES: Record<Tone, { icon: LucideIcon; look: string }> = {
  neutral: { icon: Circle, look: "bg-hover text-muted" },
  waiting: { icon: CircleDashed, look: "bg-hover text-muted" },
  busy: { icon: LoaderCircle, look: "bg-accent-soft text-accent" },
  good: { icon: CircleCheck, look: "bg-good-soft text-good" },
  warn: { icon: CircleAlert, look: "bg-warn-soft text-warn" },
  bad: { icon: CircleX, look: "bg-bad-soft text-bad" },
};

interface Props {
  tone: Tone;
  /** The word: colour never stands alone. */
  children: ReactNode;
  icon?: LucideIcon;
}

export function Status({ tone, children, icon }: Props) {
  const { icon: usual, look } = TONES[tone];
  const Icon = icon ?? usual;
  return (
    <span
      className={cx(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-full px-2 font-medium text-xs",
        look,
      )}
    >
      <Icon aria-hidden size={12} strokeWidth={2.4} className={cx(tone === "busy" && "animate-spin")} />
      {children}
    </span>
  );
}

/** A quiet label without a state: a plan, a role, a type. */
export const Badge = ({ children }: { children: ReactNode }) => (
  <span className="inline-flex h-5 items-center whitespace-nowrap rounded-sm border border-line px-1.5 text-muted text-xs">
    {children}
  </span>
);

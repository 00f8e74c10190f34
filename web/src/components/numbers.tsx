import { ArrowDownRight, ArrowUpRight, Minus } from "lucide-react";
import { formatChange, formatNumber, formatUsd } from "@/lib/format/index.ts";
import { cx } from "./cx.ts";

export const Money = ({ usd }: { usd: number | null | undefined }) => (
  <span className="tabular-nums">{formatUsd(usd)}</span>
);

export const Count = ({ value }: { value: number | null | undefined }) => (
  <span className="tabular-nums">{formatNumber(value)}</span>
);

interface ChangeProps {
  now: number;
  before: number;
  /** Which way is good; `none` where neither is, such as spend. */
  goodWhen: "up" | "down" | "none";
}

const ARROWS = { up: ArrowUpRight, down: ArrowDownRight, same: Minus };

/** The change against the period before: an arrow and a figure, coloured where one way is the better one. */
export function ChangeMark({ now, before, goodWhen }: ChangeProps) {
  const change = formatChange(now, before);
  if (!change) return null;
  const Arrow = ARROWS[change.direction];
  // Where there was nothing before, nothing has become better or worse.
  const judged = goodWhen !== "none" && change.direction !== "same" && before !== 0;
  const look = !judged ? "text-muted" : change.direction === goodWhen ? "text-good" : "text-bad";
  return (
    <span className={cx("inline-flex items-center gap-0.5 font-medium text-xs tabular-nums", look)}>
      <Arrow aria-hidden size={13} />
      {change.text}
    </span>
  );
}

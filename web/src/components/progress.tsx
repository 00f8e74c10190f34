import { cx } from "./cx.ts";

interface Props {
  /** What goes on: "Launch", "Budget of November". */
  label: string;
  value: number;
  max: number;
  /** In words: "3 of 6 steps", "$12.40 of $50.00". */
  text: string;
  tone?: "accent" | "good" | "warn" | "bad";
}

const FILLS = { accent: "bg-accent-solid", good: "bg-good", warn: "bg-warn", bad: "bg-bad" };

export function Progress({ label, value, max, text, tone = "accent" }: Props) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-muted tabular-nums">{text}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(value, max)}
        aria-valuetext={text}
        className="h-1.5 overflow-hidden rounded-full bg-selected"
      >
        <div
          className={cx("h-full rounded-full transition-[width] duration-300 ease-out", FILLS[tone])}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}

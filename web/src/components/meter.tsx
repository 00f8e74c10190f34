import { formatUsd } from "@/lib/format/index.ts";
import { cx } from "./cx.ts";

interface Props {
  /** "Spend of Acme": for those who do not see it. */
  label: string;
  /** US dollars, all of them; reserved money counts against the limit as well. */
  spent: number;
  reserved: number;
  /** Null: no limit. */
  limit: number | null;
}

/** Money against its limit, small enough for a table: figures above a bar, reserved money paler than what is spent. */
export function Meter({ label, spent, reserved, limit }: Props) {
  const share = (usd: number) => (limit !== null && limit > 0 ? Math.min(1, usd / limit) : usd > 0 ? 1 : 0);
  const counted = share(spent + reserved);
  const fill =
    limit === null
      ? "bg-line-strong"
      : counted >= 1
        ? "bg-bad"
        : counted >= 0.8
          ? "bg-warn"
          : "bg-accent-solid";
  const text =
    limit === null
      ? `${formatUsd(spent + reserved)}, no limit`
      : `${formatUsd(spent + reserved)} of ${formatUsd(limit)}`;
  return (
    <div className="w-36">
      <p className="whitespace-nowrap tabular-nums">
        {formatUsd(spent + reserved)}{" "}
        <span className="text-muted">{limit === null ? "no limit" : `of ${formatUsd(limit)}`}</span>
      </p>
      {limit !== null && (
        // biome-ignore lint/a11y/useSemanticElements: the browser's own meter cannot show two parts
        <div
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={Math.min(spent + reserved, limit)}
          aria-valuetext={text}
          className="relative mt-1 h-1 overflow-hidden rounded-full bg-selected"
        >
          <div
            className={cx("absolute inset-y-0 left-0 opacity-40", fill)}
            style={{ width: `${counted * 100}%` }}
          />
          <div
            className={cx("absolute inset-y-0 left-0", fill)}
            style={{ width: `${share(spent) * 100}%` }}
          />
        </div>
      )}
    </div>
  );
}

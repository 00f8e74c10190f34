import { cx } from "@/components/cx.ts";
import { ChangeMark } from "@/components/numbers.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { formatNumber, formatRate } from "@/lib/format/index.ts";
import { METRICS, type MetricKey } from "./metrics.ts";
import type { Counts } from "./types.ts";

interface Props {
  totals: Counts | undefined;
  before: Counts | undefined;
  chosen: MetricKey;
  onChoose: (key: MetricKey) => void;
}

/** The figures, each with its rate and its change; the chosen one is drawn below by day. */
export function Tiles({ totals, before, chosen, onChoose }: Props) {
  return (
    <fieldset className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 xl:grid-cols-6">
      <legend className="sr-only">Figure that is drawn by day</legend>
      {METRICS.map(({ key, label, value, of, goodWhen, about }) => (
        <button
          key={key}
          type="button"
          aria-pressed={chosen === key}
          title={about}
          onClick={() => onChoose(key)}
          className={cx(
            "flex flex-col items-start gap-0.5 border-b-2 py-3 pr-2 pl-4 text-left -outline-offset-2",
            chosen === key ? "border-accent bg-surface" : "border-transparent bg-surface hover:bg-hover",
          )}
        >
          <span className="font-medium text-muted text-sm">{label}</span>
          {totals && before ? (
            <>
              <span className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-semibold text-xl tabular-nums">{formatNumber(value(totals))}</span>
                <ChangeMark now={value(totals)} before={value(before)} goodWhen={goodWhen} />
              </span>
              <span className="min-h-4 text-muted text-xs tabular-nums">
                {of && `${formatRate(value(totals), of.value(totals))} of ${of.label}`}
              </span>
            </>
          ) : (
            <>
              <Skeleton className="my-1 h-5 w-16" />
              <Skeleton className="h-3 w-20" />
            </>
          )}
        </button>
      ))}
    </fieldset>
  );
}

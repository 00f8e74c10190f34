import { Panel } from "@/components/panel.tsx";
import { formatNumber, formatRate } from "@/lib/format/index.ts";
import type { Counts } from "./types.ts";

/** From mail to answer: each step with its share of the mails sent. */
export function Funnel({ totals }: { totals: Counts }) {
  const steps = [
    { label: "Sent", value: totals.sends },
    { label: "Opened", value: totals.opened_unique },
    { label: "Clicked", value: totals.clicked_unique },
    { label: "Replied", value: totals.replies },
  ];
  return (
    <Panel title="From mail to reply" about="Each share is of the mails sent.">
      <ol className="flex flex-col gap-4">
        {steps.map(({ label, value }) => (
          <li key={label} className="flex flex-col gap-1.5">
            <p className="flex items-baseline gap-2">
              <span className="flex-1 text-muted text-sm">{label}</span>
              <span className="font-medium tabular-nums">{formatNumber(value)}</span>
              <span className="w-14 text-right text-muted text-sm tabular-nums">
                {formatRate(value, totals.sends)}
              </span>
            </p>
            <span className="h-2 overflow-hidden rounded-full bg-selected" aria-hidden>
              <span
                className="block h-full rounded-full bg-chart-1"
                style={{ width: `${totals.sends > 0 ? Math.min(100, (100 * value) / totals.sends) : 0}%` }}
              />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

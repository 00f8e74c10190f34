import { Panel } from "@/components/panel.tsx";
import { formatNumber, formatRate } from "@/lib/format/index.ts";
import type { Counts } from "./types.ts";

/** From mail to answer: each step with what is left of the one before. */
export function Funnel({ totals }: { totals: Counts }) {
  const steps = [
    { label: "Sent", value: totals.sends },
    { label: "Opened", value: totals.opened_unique },
    { label: "Clicked", value: totals.clicked_unique },
    { label: "Replied", value: totals.replies },
  ];
  return (
    <Panel title="From mail to reply" about="Each share is of the mails sent.">
      <ol className="flex flex-col gap-3">
        {steps.map(({ label, value }) => (
          <li key={label} className="grid grid-cols-[4.5rem_1fr_auto] items-center gap-3 text-sm">
            <span className="text-muted">{label}</span>
            <span className="h-5 rounded-sm bg-sunken" aria-hidden>
              <span
                className="block h-full rounded-sm bg-chart-1"
                style={{ width: `${totals.sends > 0 ? Math.min(100, (100 * value) / totals.sends) : 0}%` }}
              />
            </span>
            <span className="min-w-24 text-right tabular-nums">
              <span className="font-medium">{formatNumber(value)}</span>{" "}
              <span className="inline-block w-12 text-muted text-xs">{formatRate(value, totals.sends)}</span>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

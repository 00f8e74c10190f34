// A series by day: one style for all charts, labelled directly, with its table behind it.
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCompact } from "@/lib/format/index.ts";
import { formatDay } from "@/lib/time/index.ts";

export interface Point {
  day: string;
  value: number;
}

interface Props {
  /** What is shown: "Replies by day". */
  label: string;
  points: readonly Point[];
  format: (value: number) => string;
}

const TICK = { fill: "var(--ink-muted)", fontSize: 11 };

interface TipProps {
  active?: boolean;
  payload?: readonly { payload?: Point }[];
  format: (value: number) => string;
}

function Tip({ active, payload, format }: TipProps) {
  const point = payload?.[0]?.payload;
  if (!active || !point) return null;
  return (
    <div className="rounded-md border border-line bg-raised px-2.5 py-1.5 text-sm shadow-high">
      <p className="text-muted text-xs">{formatDay(point.day)}</p>
      <p className="font-semibold tabular-nums">{format(point.value)}</p>
    </div>
  );
}

export function DayChart({ label, points, format }: Props) {
  return (
    <figure aria-label={label}>
      <div className="h-56" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={[...points]}
            margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
            barCategoryGap="20%"
            // The table behind it is what the keyboard and screen readers get.
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="day"
              tickFormatter={formatDay}
              tick={TICK}
              tickLine={false}
              axisLine={{ stroke: "var(--line-strong)" }}
              minTickGap={28}
            />
            <YAxis
              width={48}
              tick={TICK}
              tickLine={false}
              axisLine={false}
              tickFormatter={(value: number) => formatTick(value, format)}
            />
            <Tooltip
              cursor={{ fill: "var(--hover)" }}
              content={<Tip format={format} />}
              isAnimationActive={false}
            />
            <Bar dataKey="value" fill="var(--chart-1)" radius={[2, 2, 0, 0]} isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <details className="mt-2 text-sm">
        <summary className="w-fit cursor-pointer rounded-sm text-muted hover:text-ink">
          Show as a table
        </summary>
        <table className="mt-2 w-full max-w-80 text-left">
          <caption className="sr-only">{label}</caption>
          <thead>
            <tr className="border-line border-b text-muted text-xs">
              <th scope="col" className="py-1 font-medium">
                Day
              </th>
              <th scope="col" className="py-1 text-right font-medium">
                {label.replace(/ by day$/, "")}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ day, value }) => (
              <tr key={day} className="border-line border-b last:border-0">
                <td className="py-1">{formatDay(day)}</td>
                <td className="py-1 text-right tabular-nums">{format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** Axis labels are short: "$1.2K" rather than "$1,234.00". */
function formatTick(value: number, format: (value: number) => string): string {
  const whole = format(value);
  const short = formatCompact(value);
  if (value === 0) return "0";
  return whole.startsWith("$") ? (value >= 1000 ? `$${short}` : whole) : short;
}

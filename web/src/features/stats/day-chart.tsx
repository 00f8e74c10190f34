// A series by day: one style for all charts, labelled directly, with its table behind it.
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
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

interface TopProps {
  x?: number;
  y?: number;
  width?: number;
  value?: number;
}

export function DayChart({ label, points, format }: Props) {
  const top = Math.max(...points.map(({ value }) => value));
  if (!(top > 0)) {
    return <p className="flex h-56 items-center justify-center text-muted">Nothing in these days.</p>;
  }
  // The highest bar says what it is, and the others are read against it; many of the same height say nothing.
  const tops = points.filter(({ value }) => value === top).length;
  const said = ({ x = 0, y = 0, width = 0, value }: TopProps) =>
    value === top && tops <= 3 ? (
      <text
        x={x + width / 2}
        y={y - 6}
        textAnchor="middle"
        className="fill-ink font-medium text-xs tabular-nums"
      >
        {format(top)}
      </text>
    ) : null;
  return (
    <figure aria-label={label}>
      <div className="h-56" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={[...points]}
            margin={{ top: 20, right: 16, bottom: 0, left: 0 }}
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
              // As wide as its labels: small sums of money are long. Measured by the library, it would be late at a change
              // of the window's width. There is no half mail.
              width={axisWidth(top, format)}
              allowDecimals={format(1).startsWith("$")}
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
            <Bar dataKey="value" fill="var(--chart-1)" radius={[2, 2, 0, 0]} isAnimationActive={false}>
              <LabelList dataKey="value" content={said as never} />
            </Bar>
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

/** Of the longest label, in pixels: that of the top, or of a quarter of it, which may have more decimals. */
const axisWidth = (top: number, format: Props["format"]): number =>
  14 + 7 * Math.max(...[top, top / 2, top / 4].map((value) => formatTick(value, format).length));

/** Axis labels are short: "$1.2K" rather than "$1,234.00". */
function formatTick(value: number, format: (value: number) => string): string {
  const whole = format(value);
  const short = formatCompact(value);
  if (value === 0) return "0";
  return whole.startsWith("$") ? (value >= 1000 ? `$${short}` : whole) : short;
}

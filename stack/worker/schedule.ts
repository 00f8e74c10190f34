// Five-field cron, as pg_cron reads it: UTC, minute resolution, names for months and days, lists, ranges, steps.

const NAMES: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
];
const BOUNDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

function fieldValue(text: string, field: number): number {
  const named = NAMES[field]?.indexOf(text.toLowerCase()) ?? -1;
  const offset = field === 3 ? 1 : 0;
  const value = named >= 0 ? named + offset : Number(text);
  const [low, high] = BOUNDS[field] as readonly [number, number];
  if (!/^\d+$/.test(text) && named < 0) throw new Error(`invalid schedule field "${text}"`);
  if (value < low || value > high) throw new Error(`schedule value ${text} is outside ${low}–${high}`);
  return value;
}

function expand(field: string, index: number): Set<number> {
  const [low, high] = BOUNDS[index] as readonly [number, number];
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", stepText] = part.split("/");
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1) throw new Error(`invalid step "${part}"`);
    const [from = "", to] = range.split("-");
    const start = range === "*" ? low : fieldValue(from, index);
    const end = range === "*" ? high : to !== undefined ? fieldValue(to, index) : stepText ? high : start;
    for (let v = start; v <= end; v += step) values.add(index === 4 ? v % 7 : v);
  }
  return values;
}

export type Schedule =
  | { readonly kind: "cron"; readonly isDue: (at: Date) => boolean }
  | { readonly kind: "interval"; readonly seconds: number };

/** Throws for what is no schedule. `isDue` looks at the minute of `at`, in UTC. */
export function parseSchedule(text: string): Schedule {
  const seconds = /^\s*(\d+)\s+seconds?\s*$/.exec(text);
  if (seconds) return { kind: "interval", seconds: Number(seconds[1]) };
  const fields = (MACROS[text.trim()] ?? text.trim()).replaceAll("$", "*").split(/\s+/);
  if (fields.length !== 5) throw new Error(`"${text}" has ${fields.length} fields, not 5`);
  const [minute, hour, day, month, weekday] = fields.map(expand) as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  const anyDay = fields[2]?.startsWith("*") || fields[4]?.startsWith("*");
  return {
    kind: "cron",
    isDue(at) {
      const onDay = day.has(at.getUTCDate());
      const onWeekday = weekday.has(at.getUTCDay());
      // Cron's old rule: when both are restricted, either will do.
      const dayFits = anyDay ? onDay && onWeekday : onDay || onWeekday;
      return (
        minute.has(at.getUTCMinutes()) &&
        hour.has(at.getUTCHours()) &&
        month.has(at.getUTCMonth() + 1) &&
        dayFits
      );
    },
  };
}

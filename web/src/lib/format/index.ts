// Numbers as people read them. English, as the page is; tabular figures are CSS's part (`.tabular-nums`).

const LOCALE = "en-US";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumFractionDigits: 1 });

/** What stands where there is no number. */
export const NONE = "–";

const known = (value: number | null | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** 12345 → "12,345". */
export const formatNumber = (value: number | null | undefined): string =>
  known(value) ? whole.format(value) : NONE;

/** 12345 → "12.3K"; below ten thousand in full. */
export const formatCompact = (value: number | null | undefined): string =>
  !known(value) ? NONE : Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);

/**
 * A share of 1 as a percentage: 0.1234 → "12.3%". What is little but not nothing, or nearly but not all, never reads as
 * 0% or 100%.
 */
export function formatPercent(share: number | null | undefined, digits = 1): string {
  if (!known(share)) return NONE;
  const step = 10 ** -digits;
  const percent = share * 100;
  if (percent > 0 && percent < step / 2) return `<${step.toFixed(digits)}%`;
  if (percent < 100 && percent > 100 - step / 2) return `>${(100 - step).toFixed(digits)}%`;
  return `${percent.toFixed(Number.isInteger(percent) ? 0 : digits)}%`;
}

/** Part of a whole as a percentage; "–" where the whole is nothing. */
export const formatRate = (part: number, of: number, digits = 1): string =>
  of > 0 ? formatPercent(part / of, digits) : NONE;

/** US dollars. Two decimals from a cent on; below, as many as its first two figures need: 0.000123 → "$0.00012". */
export function formatUsd(value: number | null | undefined): string {
  if (!known(value)) return NONE;
  const size = Math.abs(value);
  const decimals = size === 0 || size >= 0.01 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(size)));
  return new Intl.NumberFormat(LOCALE, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: Math.min(2, decimals),
    maximumFractionDigits: decimals,
  }).format(value);
}

export interface Change {
  direction: "up" | "down" | "same";
  /** "+12.5%", "−3%", "0%", or "new" where there was nothing before. */
  text: string;
}

/** The change against the period before; null where neither has anything. */
export function formatChange(now: number, before: number): Change | null {
  if (now === 0 && before === 0) return null;
  if (before === 0) return { direction: "up", text: "new" };
  const share = (now - before) / Math.abs(before);
  if (Math.abs(share) < 0.0005) return { direction: "same", text: "0%" };
  const size = Math.abs(share) >= 10 ? formatCompact(Math.round(Math.abs(share) * 100)) : undefined;
  const text = size ? `${size}%` : formatPercent(Math.abs(share));
  return share > 0 ? { direction: "up", text: `+${text}` } : { direction: "down", text: `\u2212${text}` };
}

/** 1 → "1 reply", 2 → "2 replies". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** "webhook token" → "Webhook token": at the beginning of a line. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A slug for a name: "Acme & Søns GmbH" → "acme-sons-gmbh"; "" when nothing of it is left. */
export function slugOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replace(/[øØ]/g, "o")
    .replace(/[æÆ]/g, "ae")
    .replace(/[łŁ]/g, "l")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
}

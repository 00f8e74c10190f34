import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

/** What all fields look like. On touch screens the text has 16 px, below which iOS zooms into the field. */
const FIELD = cx(
  "w-full rounded-md border border-line-strong bg-raised px-2.5 text-base text-ink shadow-low transition-colors",
  "placeholder:text-faint hover:border-faint pointer-coarse:text-lg",
  "focus-visible:border-accent focus-visible:outline-offset-0",
  "aria-invalid:border-bad disabled:bg-sunken disabled:text-muted disabled:hover:border-line-strong",
);

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      autoComplete="off"
      {...rest}
      className={cx(FIELD, "h-8 read-only:bg-sunken pointer-coarse:h-10", className)}
    />
  );
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={3} {...rest} className={cx(FIELD, "py-1.5 read-only:bg-sunken", className)} />;
}

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

/** The browser's own list: it works from every keyboard and on every phone. */
export function Select({
  options,
  className,
  ...rest
}: ComponentProps<"select"> & { options: readonly Option[] }) {
  return (
    <span className={cx("relative block", className)}>
      <select {...rest} className={cx(FIELD, "h-8 appearance-none pr-8 pointer-coarse:h-10")}>
        {options.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        size={15}
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2.5 text-muted"
      />
    </span>
  );
}

interface CheckProps extends Omit<ComponentProps<"input">, "type"> {
  label: string;
  hint?: string;
}

export function Checkbox({ label, hint, className, ...rest }: CheckProps) {
  return (
    <label className={cx("flex items-start gap-2 pointer-coarse:min-h-10", className)}>
      <input type="checkbox" {...rest} className="mt-0.75 size-4 shrink-0 accent-accent-solid" />
      <span>
        {label}
        {hint && <span className="block text-sm text-muted">{hint}</span>}
      </span>
    </label>
  );
}

import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

interface Props<T extends string> {
  /** What is chosen: "Theme". */
  label: string;
  /** The label is for screen readers alone: a heading above says it already. */
  quiet?: boolean;
  options: readonly { value: T; label: string; hint?: ReactNode; disabled?: boolean }[];
  value: T | null;
  onChange: (value: T) => void;
  error?: string;
}

/** One of a few that are worth seeing all at once, each with a sentence where it needs one. */
export function Choice<T extends string>({ label, quiet, options, value, onChange, error }: Props<T>) {
  const id = useId();
  const explained = options.some(({ hint }) => hint);
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined} className="min-w-0">
      <legend className={quiet ? "sr-only" : "mb-1 font-medium text-sm"}>{label}</legend>
      <div className={cx(explained ? "grid gap-2 sm:grid-cols-2" : "flex flex-wrap gap-2")}>
        {options.map((option) => (
          <label
            key={option.value}
            className={cx(
              "flex min-h-8 gap-2 rounded-md border px-3 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent pointer-coarse:min-h-10",
              explained ? "items-start py-2.5" : "items-center",
              value === option.value
                ? "border-accent bg-accent-soft"
                : "border-line-strong bg-raised hover:bg-hover",
              option.disabled && "opacity-50",
            )}
          >
            <input
              type="radio"
              name={id}
              value={option.value}
              checked={value === option.value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
              className={cx("accent-accent-solid outline-none", explained && "mt-1")}
            />
            <span className="min-w-0">
              {option.label}
              {option.hint && <span className="block text-muted text-sm">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} className="mt-1 text-bad text-sm">
          {/^[a-z]/.test(error) ? `${label} ${error}` : error}
        </p>
      )}
    </fieldset>
  );
}

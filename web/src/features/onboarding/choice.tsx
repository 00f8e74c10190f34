import type { ReactNode } from "react";

interface Option<T extends string> {
  value: T;
  label: string;
  about: ReactNode;
  /** Figures on the right: a price. */
  aside?: ReactNode;
}

interface Props<T extends string> {
  legend: string;
  name: string;
  options: readonly Option<T>[];
  value: T;
  onChange: (value: T) => void;
  hint?: string;
}

/** One of a few, each with a sentence: radio buttons as cards. */
export function Choice<T extends string>({ legend, name, options, value, onChange, hint }: Props<T>) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      <div className="flex flex-col gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex items-start gap-2.5 rounded-md border border-line-strong bg-raised px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              className="mt-1 size-4 shrink-0 accent-accent-solid outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{option.label}</span>
              <span className="block text-muted text-sm">{option.about}</span>
            </span>
            {option.aside && <span className="shrink-0 tabular-nums">{option.aside}</span>}
          </label>
        ))}
      </div>
      {hint && <p className="text-muted text-sm">{hint}</p>}
    </fieldset>
  );
}

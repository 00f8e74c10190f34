import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

/** What a field hands to its control, so that label, hint and error are read out with it. */
export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface Props {
  label: string;
  /** Below the control, before anything went wrong. */
  hint?: ReactNode;
  /** What is wrong, as the schema says it: "must be an e-mail address". */
  error?: string;
  optional?: boolean;
  className?: string;
  children: (control: ControlProps) => ReactNode;
}

/** "is required" → "Website is required". Errors of schemas are the end of a sentence that begins with the field's name. */
const asSentence = (label: string, error: string): string =>
  /^[a-z]/.test(error) ? `${label} ${error}` : error;

export function Field({ label, hint, error, optional, className, children }: Props) {
  const id = useId();
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
        {/* The space is for those who hear the name: "Server optional". */}
        {optional && <span className="ml-0.5 font-normal text-faint"> optional</span>}
      </label>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-bad text-sm">
          <CircleAlert aria-hidden size={14} className="mt-0.75 shrink-0" />
          {asSentence(label, error)}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="text-muted text-sm">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

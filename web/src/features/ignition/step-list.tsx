import {
  CircleCheck,
  CircleDashed,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  Minus,
  RotateCw,
} from "lucide-react";
import { cx } from "@/components/cx.ts";
import { Badge } from "@/components/status.tsx";
import { plural } from "@/lib/format/index.ts";
import { formatDuration } from "@/lib/time/index.ts";
import { plainError, resultWords } from "./details.ts";
import type { StepStand, StepView } from "./steps.ts";

const STANDS: Record<StepStand, { icon: LucideIcon; look: string; word: string }> = {
  waiting: { icon: CircleDashed, look: "text-faint", word: "waiting" },
  running: { icon: LoaderCircle, look: "text-accent animate-spin", word: "running" },
  retrying: { icon: RotateCw, look: "text-warn", word: "failed, tries again" },
  done: { icon: CircleCheck, look: "text-good", word: "done" },
  failed: { icon: CircleX, look: "text-bad", word: "failed" },
  unreached: { icon: Minus, look: "text-faint", word: "not reached" },
};

interface Props {
  label: string;
  steps: readonly StepView[];
  /** Of this page's clock, for what still runs. */
  now: number;
}

export const StepList = ({ label, steps, now }: Props) => (
  <ol aria-label={label} className="flex flex-col">
    {steps.map((step, index) => (
      <Step key={step.operation} step={step} now={now} isLast={index === steps.length - 1} />
    ))}
  </ol>
);

function took({ started_at, finished_at, stand }: StepView, now: number): string | null {
  if (!started_at) return null;
  const end = finished_at && stand !== "retrying" ? Date.parse(finished_at) : now;
  return formatDuration(Math.max(0, end - Date.parse(started_at)));
}

function Step({ step, now, isLast }: { step: StepView; now: number; isLast: boolean }) {
  const { icon: Icon, look, word } = STANDS[step.stand];
  const isQuiet = step.stand === "waiting" || step.stand === "unreached";
  const said = resultWords(step);
  return (
    <li
      className="relative flex gap-3 pb-4 last:pb-0"
      aria-current={["running", "retrying"].includes(step.stand) ? "step" : undefined}
    >
      {!isLast && <span aria-hidden className="absolute top-6 bottom-0 left-2.25 w-px bg-line" />}
      <Icon aria-hidden size={19} className={cx("mt-0.5 shrink-0", look)} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <span className={cx(isQuiet ? "text-muted" : "font-medium")}>{step.title}</span>
          <span
            className={cx("text-xs", step.stand === "done" || isQuiet ? "sr-only" : look, "animate-none")}
          >
            {word}
          </span>
          {step.attempt > 1 && <Badge>attempt {step.attempt}</Badge>}
        </div>
        {said && <p className="break-words text-muted text-sm">{said}</p>}
        {step.stand !== "done" && step.errors.length > 0 && (
          <p className="break-words text-bad text-sm">{plainError(step.errors.at(-1) ?? "")}</p>
        )}
        <Earlier step={step} />
      </div>
      <span className="shrink-0 text-muted text-sm tabular-nums">{took(step, now)}</span>
    </li>
  );
}

/** Errors of attempts before the one that is shown. */
function Earlier({ step: { errors, stand } }: { step: StepView }) {
  const earlier = stand === "done" ? errors : errors.slice(0, -1);
  if (earlier.length === 0) return null;
  return (
    <details className="text-muted text-sm">
      <summary>{plural(earlier.length, "earlier attempt")} failed</summary>
      <ol className="mt-1 list-decimal pl-5">
        {earlier.map((error, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: attempts in their order
          <li key={index} className="break-words">
            {plainError(error)}
          </li>
        ))}
      </ol>
    </details>
  );
}

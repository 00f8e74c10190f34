import { STAGE_NAMES, STAGES, type Stage } from "@contracts/onboarding.ts";
import { Link } from "@tanstack/react-router";
import { Check, ChevronDown, Minus } from "lucide-react";
import { useState } from "react";
import { cx } from "@/components/cx.ts";
import { Progress } from "@/components/progress.tsx";
import { numberOf, type StageState, type Stages, settledCount, stateOf } from "./stages.ts";

interface Props {
  slug: string;
  stages: Stages;
  here: Stage;
}

const WORDS: Record<StageState, string> = { done: "done", skipped: "skipped", open: "open" };

/** All stages in a row on a wide screen; on a narrow one where one is, with the list behind a touch. */
export function Stepper(props: Props) {
  const [open, setOpen] = useState(false);
  const { stages, here } = props;
  return (
    <nav aria-label="Stages" className="mb-6">
      <ol className="hidden lg:flex">
        {STAGES.map((stage, index) => (
          <li key={stage} className="relative min-w-0 flex-1">
            {index > 0 && (
              <span
                aria-hidden
                className={cx(
                  "absolute top-3 right-1/2 mr-4.5 left-[calc(-50%+1.125rem)] h-px",
                  stages[STAGES[index - 1] as Stage] ? "bg-line-strong" : "bg-line",
                )}
              />
            )}
            <Step {...props} stage={stage} />
          </li>
        ))}
      </ol>
      <div className="rounded-lg border border-line bg-surface lg:hidden">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex min-h-12 w-full items-center gap-3 px-4 py-2.5 text-left"
        >
          <span className="min-w-0 flex-1">
            <Progress
              label={`Step ${numberOf(here)} of ${STAGES.length}`}
              value={settledCount(stages)}
              max={STAGES.length}
              text={`${settledCount(stages)} of ${STAGES.length} settled`}
            />
          </span>
          <ChevronDown
            aria-hidden
            size={16}
            className={cx("shrink-0 text-muted transition-transform", open && "rotate-180")}
          />
          <span className="sr-only">All stages</span>
        </button>
        {open && (
          <ol className="border-line border-t p-2">
            {STAGES.map((stage) => (
              <li key={stage}>
                <Step {...props} stage={stage} row />
              </li>
            ))}
          </ol>
        )}
      </div>
    </nav>
  );
}

function Step({ slug, stages, here, stage, row }: Props & { stage: Stage; row?: boolean }) {
  const state = stateOf(stages, stage);
  const current = stage === here;
  return (
    <Link
      to={`/w/${slug}/onboarding/${stage}`}
      aria-current={current ? "step" : undefined}
      className={cx(
        "flex items-center rounded-md hover:text-ink",
        row ? "h-11 gap-3 px-2 hover:bg-hover" : "flex-col gap-1 text-center text-sm",
        current ? "font-medium text-ink" : "text-muted",
      )}
    >
      <Dot state={state} current={current} number={numberOf(stage)} />
      <span className={cx("min-w-0 truncate", row && "flex-1")}>{STAGE_NAMES[stage]}</span>
      <span className={cx(row ? "font-normal text-muted text-sm" : "sr-only")}>{WORDS[state]}</span>
    </Link>
  );
}

function Dot({ state, current, number }: { state: StageState; current: boolean; number: number }) {
  const look =
    state === "done"
      ? "border-transparent bg-good-soft text-good"
      : state === "skipped"
        ? "border-transparent bg-hover text-muted"
        : "border-line-strong bg-surface text-muted";
  return (
    <span
      aria-hidden
      className={cx(
        "flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs tabular-nums",
        look,
        current && "outline-2 outline-accent outline-offset-2",
      )}
    >
      {state === "done" ? (
        <Check size={13} strokeWidth={2.6} />
      ) : state === "skipped" ? (
        <Minus size={13} strokeWidth={2.6} />
      ) : (
        number
      )}
    </span>
  );
}

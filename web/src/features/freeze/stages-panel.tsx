// The stages of a freeze with their exact times: what is done and how long it took, what is still under way and why.
import type { FreezeStatus } from "@contracts/freeze.ts";
import { Ban, CircleCheck, LoaderCircle, type LucideIcon } from "lucide-react";
import { cx } from "@/components/cx.ts";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { formatDuration } from "@/lib/time/index.ts";
import { useNow } from "@/lib/time/use-now.ts";
import { formatMoment } from "./moment.ts";
import { foundBy, type Step, stepsOf } from "./stages.ts";

const NAMES: Readonly<Record<Step["name"], string>> = {
  requested: "Requested",
  enforced_in_database: "Enforced in the database",
  workflows_off: "Workflows off",
  executions_drained: "Executions drained",
  verified: "Verified",
  unfrozen: "Unfrozen",
};
const MEANING: Readonly<Record<Step["name"], string>> = {
  requested: "An operator asked for it.",
  enforced_in_database: "From here on events, costs, permits, launches and members' reading are refused.",
  workflows_off: "n8n starts nothing any more.",
  executions_drained: "What was running was stopped.",
  verified: "The sidecar looked again: nothing is on, nothing runs.",
  unfrozen: "Events are accepted again, with a new webhook token.",
};
/** The same, before it has come. */
const AHEAD: Readonly<Partial<Record<Step["name"], string>>> = {
  workflows_off: "Every workflow of its n8n is being switched off.",
  executions_drained: "What is running is stopped.",
  verified: "The sidecar looks again whether anything is on or running.",
};
const LOOKS: Readonly<Record<Step["state"], { icon: LucideIcon; look: string; word: string }>> = {
  done: { icon: CircleCheck, look: "text-good", word: "done" },
  pending: { icon: LoaderCircle, look: "animate-spin text-accent", word: "pending" },
  skipped: { icon: Ban, look: "text-faint", word: "did not come" },
};

export function StagesPanel({ status }: { status: FreezeStatus }) {
  const steps = stepsOf(status);
  const verified = steps.find(({ name }) => name === "verified");
  const about = status.frozen
    ? status.pending.length > 0
      ? "Stopped at once in the database; n8n is being switched off."
      : `Verified after ${formatDuration(verified?.since_ms ?? 0)}: nothing is on, nothing runs.`
    : "It is over; this is how it went.";
  return (
    <Panel
      title={status.frozen ? "This freeze" : "The last freeze"}
      about={<span role="status">{about}</span>}
    >
      <ol className="flex flex-col">
        {steps.map((step, index) => (
          <StageLine key={step.name} step={step} last={index === steps.length - 1} />
        ))}
      </ol>
    </Panel>
  );
}

function StageLine({ step, last }: { step: Step; last: boolean }) {
  const { icon: Icon, look, word } = LOOKS[step.state];
  return (
    <li className="flex gap-3">
      <span className="flex flex-col items-center">
        <Icon aria-hidden size={18} className={cx("mt-0.5 shrink-0", look)} />
        {!last && <span aria-hidden className="my-1 w-px flex-1 bg-line" />}
      </span>
      <div className={cx("grid min-w-0 flex-1 gap-x-6 sm:grid-cols-[1fr_auto]", !last && "pb-4")}>
        <div className="min-w-0">
          <p className={cx("font-medium", step.state === "skipped" && "text-muted")}>
            {NAMES[step.name]}
            <span className={cx(step.state === "done" ? "sr-only" : "ml-2 font-normal text-muted text-sm")}>
              {word}
            </span>
          </p>
          <p className="text-muted text-sm">
            {step.state === "done"
              ? [MEANING[step.name], foundBy(step)].filter(Boolean).join(" ")
              : step.state === "pending" && AHEAD[step.name]}
          </p>
          {step.state === "pending" && <Waiting command={step.command} />}
        </div>
        {step.at && step.took_ms !== null && (
          <p className="text-sm tabular-nums sm:text-right">
            <time dateTime={step.at}>{formatMoment(step.at)}</time>
            {step.name !== "requested" && (
              <span className="ml-2 text-muted sm:ml-0 sm:block">
                {step.name === "unfrozen"
                  ? `after ${formatDuration(step.since_ms ?? 0)}`
                  : `took ${formatDuration(step.took_ms)}`}
              </span>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

/** Why a stage has not come yet: what the sidecar was asked, how often, and what it said last. */
function Waiting({ command }: Pick<Step, "command">) {
  const now = useNow(command?.status === "open");
  if (!command || command.attempts === 0)
    return <p className="text-sm">Its turn comes after the stage before.</p>;
  const retry = command.status === "open" && command.next_at && Date.parse(command.next_at) > now;
  return (
    <p className="break-words text-sm">
      {command.error ? (
        <>
          Try {command.attempts} failed: {command.error}.{" "}
          {retry ? (
            <>
              Tried again <RelativeTime at={command.next_at ?? ""} />.
            </>
          ) : (
            "It is being tried again."
          )}
        </>
      ) : (
        `The sidecar is asked, try ${command.attempts}.`
      )}
    </p>
  );
}

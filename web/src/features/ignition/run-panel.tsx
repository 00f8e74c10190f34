import type { LaunchStatus } from "@contracts/launch.ts";
import { Ban } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { CopyableId } from "@/components/copyable.tsx";
import { Panel } from "@/components/panel.tsx";
import { Progress } from "@/components/progress.tsx";
import { explain } from "@/lib/api/explain.ts";
import { formatDuration } from "@/lib/time/index.ts";
import { useNow } from "@/lib/time/use-now.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { failedWhere, madeSoFar, plainError, wasCancelled } from "./details.ts";
import { useLaunchActs } from "./queries.ts";
import { StepList } from "./step-list.tsx";
import { type RunView, runView } from "./steps.ts";

interface Props {
  status: LaunchStatus;
  /** Why the last look at it failed; what is shown is older then. */
  error: unknown;
}

/** A run under way: forward, turned round, or cleaning up after an earlier one. */
export function RunPanel({ status, error }: Props) {
  const workspace = useWorkspace();
  const { cancel } = useLaunchActs(workspace.id);
  const [asking, setAsking] = useState(false);
  const now = useNow();
  const { state } = status;
  if (!state) return null;
  const view = runView(status);
  const isForward = view.phase === "running";
  const isAsked = state.cancel_requested_at !== null;
  return (
    <Panel
      title={titleOf(view, isAsked)}
      about={aboutOf(view, isAsked)}
      actions={
        isForward &&
        !isAsked &&
        workspace.may("admin") && (
          <Button icon={Ban} onClick={() => setAsking(true)}>
            Cancel
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-6">
        <RunProgress view={view} elapsed={now - Date.parse(state.started_at)} />
        {view.phase === "rollback" && (
          <p className="rounded-md bg-bad-soft px-3 py-2.5">
            <span className="font-medium text-bad">{failedWhere(state)}.</span>{" "}
            {!wasCancelled(state) && plainError(state.error_message ?? "")}
          </p>
        )}
        {error != null && (
          <Banner tone="warn" title={explain(error, "reading").happened}>
            <p className="text-sm">What you see may be older. The page looks again by itself.</p>
          </Banner>
        )}
        <Trail view={view} now={now} />
        <p className="text-muted text-sm">
          You may leave this page: {goesOn(view)}. Trace{" "}
          <CopyableId id={state.trace_id} what="trace id" short={8} />
        </p>
      </div>
      <ConfirmDialog
        open={asking && isForward}
        onClose={() => setAsking(false)}
        title="Cancel the launch?"
        action="Cancel the launch"
        onConfirm={() => cancel.mutateAsync()}
      >
        <p>When the step under way is over, the launch turns round and unmakes what it has made:</p>
        <ul className="mt-2 list-disc pl-5">
          {madeSoFar(view.forward).map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
        <p className="mt-2">What was entered in the wizard stays, and it can be launched again.</p>
      </ConfirmDialog>
    </Panel>
  );
}

function titleOf({ phase }: RunView, isAsked: boolean): string {
  if (phase === "rollback") return "Undoing what was made";
  if (phase === "cleaning") return "Cleaning up after the last launch";
  return isAsked ? "Cancelling" : "Launching";
}

function aboutOf({ phase }: RunView, isAsked: boolean): string {
  if (phase === "rollback") return "Nothing of the launch is to be left behind.";
  if (phase === "cleaning") return "Something was left by it; the launch begins when that is gone.";
  return isAsked
    ? "It turns round when the step under way is over."
    : "The workspace comes alive step by step.";
}

/** What happens while nobody looks. */
function goesOn({ phase }: RunView): string {
  if (phase === "rollback") return "what was made is undone all the same";
  if (phase === "cleaning") return "the cleaning goes on, and the launch after it";
  return "the launch goes on";
}

function RunProgress({ view, elapsed }: { view: RunView; elapsed: number }) {
  const isBack = view.phase === "rollback";
  const steps = view.phase === "cleaning" ? view.cleaning : isBack ? view.rollback : view.forward;
  const done = steps.filter(({ stand }) => stand === "done").length;
  const current = steps.find(({ stand }) => stand === "running" || stand === "retrying");
  return (
    <Progress
      label={current?.title ?? (isBack ? "Rollback" : "Launch")}
      value={done}
      max={steps.length}
      text={`${done} of ${steps.length} steps · ${formatDuration(Math.max(0, elapsed))}`}
      tone={isBack ? "warn" : "accent"}
    />
  );
}

/** The steps of a run, with what came before and what was undone after. */
export function Trail({ view, now }: { view: RunView; now: number }) {
  const parts = [
    { label: "Cleaned up first", steps: view.cleaning },
    { label: "Launch", steps: view.phase === "cleaning" ? [] : view.forward },
    { label: "Undone", steps: view.rollback },
  ].filter(({ steps }) => steps.length > 0);
  return (
    <div className={parts.length > 1 ? "grid gap-6 md:grid-cols-2" : undefined}>
      {parts.map(({ label, steps }) => (
        <div key={label} className="min-w-0">
          {parts.length > 1 && <h3 className="mb-3 font-medium text-muted text-sm">{label}</h3>}
          <StepList label={label} steps={steps} now={now} />
        </div>
      ))}
    </div>
  );
}

import type { LaunchPlan, LaunchStatus } from "@contracts/launch.ts";
import { RefreshCw, Rocket } from "lucide-react";
import { Button } from "@/components/button.tsx";
import { ErrorNote, ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { Status } from "@/components/status.tsx";
import { useFocusOnChange } from "@/lib/focus.ts";
import { formatUsd } from "@/lib/format/index.ts";
import { type OpenWorkspace, useWorkspace } from "@/lib/workspace.tsx";
import { MissingPanel, WarningsPanel } from "./gaps.tsx";
import { MakesPanel } from "./makes.tsx";
import { ActivePanels, FailedPanel } from "./outcome.tsx";
import { useLaunchActs, useLaunchPlan, useLaunchStatus } from "./queries.ts";
import { RunPanel } from "./run-panel.tsx";
import { isRunning, type Phase, phaseOf, runView } from "./steps.ts";

export default function LaunchPage() {
  const workspace = useWorkspace();
  const status = useLaunchStatus(workspace.id);
  const plan = useLaunchPlan(workspace.id);
  const { start } = useLaunchActs(workspace.id);
  const phase = phaseOf(status.data?.state);
  useFocusOnChange(phase);
  if (!status.data) {
    return status.error ? (
      <>
        <PageHeader title="Launch" />
        <ErrorState error={status.error} onRetry={() => void status.refetch()} />
      </>
    ) : (
      <PageSkeleton />
    );
  }
  const isOpen = phase === "before" || phase === "failed";
  return (
    <>
      <PageHeader
        title="Launch"
        actions={
          isOpen ? (
            <LaunchButton workspace={workspace} plan={plan.data} phase={phase} start={start} />
          ) : (
            <PhaseMark phase={phase} />
          )
        }
      >
        {ABOUT[phase]}
      </PageHeader>
      <Announcement status={status.data} />
      <div className="flex flex-col gap-6">
        {start.error !== null && isOpen && <ErrorNote error={start.error} />}
        {isRunning(status.data.state) && <RunPanel status={status.data} error={status.error} />}
        {phase === "failed" && <FailedPanel status={status.data} />}
        {phase === "active" && <ActivePanels status={status.data} />}
        {isOpen && <Plan plan={plan.data} error={plan.error} onRetry={() => void plan.refetch()} />}
      </div>
    </>
  );
}

const ABOUT: Record<Phase, string> = {
  before: "What a launch will make, before anything is made.",
  failed: "It can be launched again once the reason is gone.",
  cleaning: "The launch is under way.",
  running: "The launch is under way.",
  rollback: "The launch is being undone.",
  active: "The workspace is launched.",
};

function PhaseMark({ phase }: { phase: Phase }) {
  if (phase === "active") return <Status tone="good">active</Status>;
  return <Status tone="busy">{phase === "rollback" ? "undoing" : "launching"}</Status>;
}

interface LaunchButtonProps {
  workspace: OpenWorkspace;
  plan: LaunchPlan | undefined;
  phase: Phase;
  start: ReturnType<typeof useLaunchActs>["start"];
}

function LaunchButton({ workspace, plan, phase, start }: LaunchButtonProps) {
  if (!workspace.may("admin")) {
    return <p className="text-muted text-sm">Only admins and owners can launch.</p>;
  }
  const isRetry = phase === "failed";
  const price = plan?.makes.droplet?.monthly_usd;
  const why =
    plan && !plan.ready ? "Complete what is missing first" : price ? `${formatUsd(price)} a month` : null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {why && (
        <span id="launch-why" className="text-muted text-sm">
          {why}
        </span>
      )}
      <Button
        variant="primary"
        icon={isRetry ? RefreshCw : Rocket}
        aria-describedby={why ? "launch-why" : undefined}
        disabled={!plan?.ready}
        busy={start.isPending}
        onClick={() => start.mutate(isRetry ? "launch/retry" : "launch")}
      >
        {isRetry ? "Retry" : "Launch"}
      </Button>
    </div>
  );
}

interface PlanProps {
  plan: LaunchPlan | undefined;
  error: unknown;
  onRetry: () => void;
}

function Plan({ plan, error, onRetry }: PlanProps) {
  if (!plan) return error ? <ErrorState error={error} onRetry={onRetry} /> : <PageSkeleton />;
  return (
    <>
      <MissingPanel missing={plan.missing} unresolved={plan.unresolved} />
      <MakesPanel
        title="What will be made"
        about="If a step fails, all of it is undone again. The campaign starts with the launch."
        makes={plan.makes}
      />
      <WarningsPanel warnings={plan.warnings} />
    </>
  );
}

/** One sentence for those who do not see the steps, spoken when it changes. */
function Announcement({ status }: { status: LaunchStatus }) {
  const { phase, cleaning, forward, rollback } = runView(status);
  const steps = phase === "cleaning" ? cleaning : phase === "rollback" ? rollback : forward;
  const at = steps.findIndex(({ stand }) => stand === "running" || stand === "retrying");
  const step = steps[at];
  const said =
    phase === "before"
      ? ""
      : phase === "active"
        ? "The workspace is live."
        : phase === "failed"
          ? "The launch has failed."
          : step
            ? `Step ${at + 1} of ${steps.length}: ${step.title}${step.stand === "retrying" ? ", trying again" : ""}`
            : "";
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}

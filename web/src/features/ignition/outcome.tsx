import type { LaunchState, LaunchStatus } from "@contracts/launch.ts";
import type { Stage } from "@contracts/onboarding.ts";
import { Link } from "@tanstack/react-router";
import { Ban, ChartLine, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "@/components/banner.tsx";
import { buttonClass } from "@/components/button.tsx";
import { CopyableId } from "@/components/copyable.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { formatDuration } from "@/lib/time/index.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { failedWhere, plainError, stageList, wasCancelled } from "./details.ts";
import { MakesPanel } from "./makes.tsx";
import { Trail } from "./run-panel.tsx";
import { runView } from "./steps.ts";

const lasted = ({ started_at, completed_at }: LaunchState): string =>
  completed_at ? formatDuration(Date.parse(completed_at) - Date.parse(started_at)) : "";

/** How the last launch ended badly: where, why, and what of it is left. */
export function FailedPanel({ status }: { status: LaunchStatus }) {
  const { state } = status;
  if (!state) return null;
  const view = runView(status);
  return (
    <Panel
      title={wasCancelled(state) ? "The last launch was cancelled" : "The last launch failed"}
      about={<When state={state} />}
    >
      <div className="flex flex-col gap-6">
        <div className="flex gap-3">
          {wasCancelled(state) ? (
            <Ban aria-hidden size={20} className="mt-0.5 shrink-0 text-muted" />
          ) : (
            <CircleX aria-hidden size={20} className="mt-0.5 shrink-0 text-bad" />
          )}
          <div className="min-w-0">
            <p className="font-semibold">{failedWhere(state)}</p>
            {!wasCancelled(state) && <p className="break-words">{plainError(state.error_message ?? "")}</p>}
            <p className="mt-1 text-muted">
              <Left status={status} />
            </p>
          </div>
        </div>
        <Trail view={view} now={0} />
        <TraceLine state={state} />
      </div>
    </Panel>
  );
}

/** Whether the rollback was clean, and if not, what is left and what becomes of it. */
function Left({ status: { state, operations } }: { status: LaunchStatus }): ReactNode {
  const kept = operations.some(({ result }) => result?.partition === "kept");
  if (state?.rollback_success !== false) {
    return kept
      ? "What it had made was undone; the leads' partition holds leads, so it was kept."
      : "What it had made was undone: nothing of it is left.";
  }
  return "Not everything could be undone: the step marked as failed below says what is left. The next launch finishes the cleaning before it begins.";
}

const When = ({ state }: { state: LaunchState }) => (
  <>
    {state.completed_at && <RelativeTime at={state.completed_at} />}, after {lasted(state)}
  </>
);

const TraceLine = ({ state }: { state: LaunchState }) => (
  <p className="text-muted text-sm">
    Trace <CopyableId id={state.trace_id} what="trace id" short={8} />
  </p>
);

/** Saved in the wizard, and not where it would act: what is true of it in this version, without a way that is none. */
const SavedSince = ({ stages }: { stages: readonly Stage[] }) => (
  <Banner tone="warn" title="Saved, but not in your workflows yet">
    <p className="text-sm">
      {stageList(stages)} {stages.length === 1 ? "was" : "were"} saved after the launch had read{" "}
      {stages.length === 1 ? "it" : "them"}. The workflows go on with what the launch put into them,
      addresses, texts, caps and keys alike. What you saved is kept, and nothing deploys it by itself: this
      version cannot launch again what is live. That comes with a later one.
    </p>
  </Banner>
);

/** The workspace is live: since when, and what stands. */
export function ActivePanels({ status }: { status: LaunchStatus }) {
  const { slug, name } = useWorkspace();
  const { state, deployed } = status;
  if (!state) return null;
  const view = runView(status);
  return (
    <>
      {deployed && deployed.saved_since.length > 0 && <SavedSince stages={deployed.saved_since} />}
      <Panel>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-good-soft text-good">
            <CircleCheck aria-hidden size={20} />
          </span>
          <div className="min-w-0 flex-1 basis-60">
            <p className="font-semibold text-lg">{name} is live</p>
            <p className="text-muted">
              Launched {state.completed_at && <RelativeTime at={state.completed_at} />}, in {lasted(state)}.
              What its workflows do shows on the dashboard.
            </p>
          </div>
          <Link to={`/w/${slug}/dashboard`} className={buttonClass({ variant: "primary" })}>
            <ChartLine aria-hidden size={15} />
            Open the dashboard
          </Link>
        </div>
      </Panel>
      {deployed && (
        <MakesPanel
          title="What stands"
          about="Made by the launch and watched by Genesis."
          makes={deployed.made}
        />
      )}
      <Panel title="How it went">
        <div className="flex flex-col gap-6">
          <Trail view={view} now={0} />
          <TraceLine state={state} />
        </div>
      </Panel>
    </>
  );
}

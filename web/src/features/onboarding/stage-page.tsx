import { STAGE_NAMES, type Stage } from "@contracts/onboarding.ts";
import { Link, useParams } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { type ComponentType, useEffect } from "react";
import { Banner } from "@/components/banner.tsx";
import { buttonClass } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { Status } from "@/components/status.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { useProgress } from "./queries.ts";
import { Readiness } from "./readiness.tsx";
import type { StageProps } from "./stage-frame.tsx";
import { BrandStage } from "./stages/brand.tsx";
import { CalendlyStage } from "./stages/calendly.tsx";
import { CredentialsStage } from "./stages/credentials.tsx";
import { DnsStage } from "./stages/dns.tsx";
import { EmailStage } from "./stages/email.tsx";
import { InfrastructureStage } from "./stages/infrastructure.tsx";
import { ResearchStage } from "./stages/research.tsx";
import { TrackingStage } from "./stages/tracking.tsx";
import { isStage, stateOf } from "./stages.ts";
import { Stepper } from "./stepper.tsx";
import { STAGE_ABOUT } from "./words.ts";

const SCREENS: Readonly<Record<Stage, ComponentType<StageProps>>> = {
  brand: BrandStage,
  email: EmailStage,
  credentials: CredentialsStage,
  calendly: CalendlyStage,
  infrastructure: InfrastructureStage,
  dns: DnsStage,
  tracking: TrackingStage,
  research: ResearchStage,
};

const MARKS = { done: ["good", "done"], skipped: ["neutral", "skipped"] } as const;

export default function StagePage() {
  const { stage } = useParams({ strict: false }) as { stage?: string };
  const { slug } = useWorkspace();
  if (isStage(stage)) return <Wizard stage={stage} />;
  const start = (
    <Link to={`/w/${slug}/onboarding`} className={buttonClass()}>
      Go on with the set-up
    </Link>
  );
  return (
    <>
      <PageHeader title="Set up" />
      <EmptyState icon={Compass} title="There is no such stage" action={start}>
        The address names a stage that the wizard does not have.
      </EmptyState>
    </>
  );
}

function Wizard({ stage }: { stage: Stage }) {
  const workspace = useWorkspace();
  const progress = useProgress();
  const mayEdit = workspace.may("admin");
  // Of many tabs, each says which stage it holds.
  useEffect(() => {
    document.title = `${STAGE_NAMES[stage]} · Set up · Genesis`;
  }, [stage]);
  if (!progress.data) {
    if (!progress.error) return <PageSkeleton />;
    return (
      <>
        <PageHeader title={STAGE_NAMES[stage]} />
        <ErrorState error={progress.error} onRetry={() => void progress.refetch()} />
      </>
    );
  }
  const state = stateOf(progress.data.stages, stage);
  const mark = state === "open" ? null : MARKS[state];
  const Screen = SCREENS[stage];
  return (
    <>
      <Stepper key={`stepper of ${stage}`} slug={workspace.slug} stages={progress.data.stages} here={stage} />
      <PageHeader title={STAGE_NAMES[stage]} actions={mark && <Status tone={mark[0]}>{mark[1]}</Status>}>
        {STAGE_ABOUT[stage]}
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_17.5rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {!mayEdit && (
            <Banner tone="info" title="You see what is set">
              Admins and owners of the workspace change it.
            </Banner>
          )}
          <Panel>
            {/* Each stage begins with what is stored, whichever way one came, and anew when the role changes: what was
              typed is not what is set. */}
            <Screen key={`${stage} ${mayEdit}`} stage={stage} progress={progress.data} mayEdit={mayEdit} />
          </Panel>
        </div>
        <Readiness slug={workspace.slug} />
      </div>
    </>
  );
}

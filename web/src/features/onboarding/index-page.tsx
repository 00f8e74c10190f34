import { STAGES } from "@contracts/onboarding.ts";
import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Redirect } from "@/components/redirect.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { useProgress } from "./queries.ts";
import { firstOpen } from "./stages.ts";

/** The wizard goes on where it was left, in whatever browser. */
export default function OnboardingIndexPage() {
  const { slug } = useWorkspace();
  const progress = useProgress();
  if (progress.data) {
    const stage = firstOpen(progress.data.stages) ?? STAGES[0];
    return <Redirect to={`/w/${slug}/onboarding/${stage}`} />;
  }
  if (!progress.error) return <PageSkeleton />;
  return (
    <>
      <PageHeader title="Set up" />
      <ErrorState error={progress.error} onRetry={() => void progress.refetch()} />
    </>
  );
}

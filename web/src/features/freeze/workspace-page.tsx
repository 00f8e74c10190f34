import { Snowflake, Sun } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { toast } from "@/components/toast.tsx";
import { useDesk } from "@/lib/desk.ts";
import { formatExact } from "@/lib/time/index.ts";
import { useSlug } from "@/lib/workspace.tsx";
import { BreakGlassPanel } from "./break-glass-panel.tsx";
import { CommandsTable } from "./commands-table.tsx";
import { FreezeDialog } from "./freeze-dialog.tsx";
import { useFreezeActs, useFreezeStatus } from "./queries.ts";
import { StagesPanel } from "./stages-panel.tsx";
import { UnfreezeDialog } from "./unfreeze-dialog.tsx";

/** One workspace at the operators' desk: the kill switch with its stages, and break-glass. */
export default function WorkspacePage() {
  const slug = useSlug();
  const desk = useDesk();
  const workspace = desk.data?.find((row) => row.slug === slug);
  const status = useFreezeStatus(workspace?.id);
  const { freeze, unfreeze } = useFreezeActs(workspace?.id ?? "");
  const [asking, setAsking] = useState<"freeze" | "unfreeze" | null>(null);

  const error = desk.error ?? status.error;
  if (error && !status.data) {
    return <ErrorState error={error} onRetry={() => void Promise.all([desk.refetch(), status.refetch()])} />;
  }
  if (desk.data && !workspace) {
    return <PageHeader title="No such workspace">Nobody has the slug {slug}.</PageHeader>;
  }
  if (!workspace || !status.data) return <PageSkeleton />;
  const { data } = status;
  const act = data.frozen ? (
    <Button variant="primary" icon={Sun} onClick={() => setAsking("unfreeze")}>
      Unfreeze
    </Button>
  ) : (
    <Button variant="danger" icon={Snowflake} onClick={() => setAsking("freeze")}>
      Freeze
    </Button>
  );
  return (
    <>
      <PageHeader title={workspace.name} actions={act}>
        {slug}, plan {workspace.plan}
      </PageHeader>
      <div className="flex flex-col gap-5">
        {data.frozen && (
          <Banner tone="bad" title="Frozen">
            {data.reason} — since {formatExact(data.frozen_at ?? "")}, by {data.frozen_by}.
          </Banner>
        )}
        {data.stages.length > 0 && <StagesPanel status={data} />}
        <CommandsTable commands={data.commands} />
        <BreakGlassPanel workspaceId={workspace.id} slug={slug} />
      </div>
      {asking === "freeze" && (
        <FreezeDialog
          slug={slug}
          onClose={() => setAsking(null)}
          onFreeze={async (reason) => {
            await freeze.mutateAsync(reason);
            toast(`${slug} is frozen: the database refuses everything of it`);
          }}
        />
      )}
      {asking === "unfreeze" && (
        <UnfreezeDialog
          status={data}
          onClose={() => setAsking(null)}
          onUnfreeze={(reactivate) => unfreeze.mutateAsync(reactivate)}
        />
      )}
    </>
  );
}

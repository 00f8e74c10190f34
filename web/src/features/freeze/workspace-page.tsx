import { Link } from "@tanstack/react-router";
import { SearchX, Snowflake, Sun } from "lucide-react";
import { useState } from "react";
import { Button, buttonClass } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { toast } from "@/components/toast.tsx";
import { useDeskRow } from "@/lib/desk.ts";
import { plural } from "@/lib/format/index.ts";
import { useSlug } from "@/lib/workspace.tsx";
import { BreakGlassPanel } from "./break-glass-panel.tsx";
import { CommandsTable } from "./commands-table.tsx";
import { FreezeDialog } from "./freeze-dialog.tsx";
import { FrozenBanner } from "./frozen-banner.tsx";
import { HealthPanel } from "./health-panel.tsx";
import { OpenPermits } from "./permits.tsx";
import { useFreezeActs, useFreezeStatus } from "./queries.ts";
import { StagesPanel } from "./stages-panel.tsx";
import { StartPanel } from "./start-panel.tsx";
import { UnfreezeDialog } from "./unfreeze-dialog.tsx";

/** One workspace at the operators' desk: its health, the kill switch with its stages, and break-glass. */
export default function WorkspacePage() {
  const slug = useSlug();
  const desk = useDeskRow(slug);
  const workspace = desk.data;
  const status = useFreezeStatus(workspace?.id);
  const { freeze, unfreeze, start } = useFreezeActs(workspace?.id ?? "");
  const [asking, setAsking] = useState<"freeze" | "unfreeze" | null>(null);

  const error = desk.error ?? status.error;
  if (error && !status.data) {
    return <ErrorState error={error} onRetry={() => void Promise.all([desk.refetch(), status.refetch()])} />;
  }
  if (workspace === null) return <NoSuchWorkspace slug={slug} />;
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
        <span className="font-mono text-sm">{slug}</span>
      </PageHeader>
      <div className="flex flex-col gap-5">
        {data.frozen && <FrozenBanner status={data} />}
        <OpenPermits permits={data.frozen ? data.open_permits : []} />
        {data.frozen && <StagesPanel status={data} />}
        <HealthPanel row={workspace} status={data} />
        <StartPanel
          status={data}
          onStart={async (reactivate) => {
            const { reactivating } = await start.mutateAsync(reactivate);
            toast(`${plural(reactivating.length, "workflow")} of ${slug} starting`);
          }}
        />
        {!data.frozen && data.stages.length > 0 && <StagesPanel status={data} />}
        <CommandsTable commands={data.commands} />
        <BreakGlassPanel workspaceId={workspace.id} slug={slug} />
      </div>
      {asking === "freeze" && (
        <FreezeDialog
          slug={slug}
          members={workspace.members}
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

const NoSuchWorkspace = ({ slug }: { slug: string }) => (
  <>
    <h1 className="sr-only">No such workspace</h1>
    <EmptyState
      icon={SearchX}
      title="There is no such workspace"
      action={
        <Link to="/admin/workspaces" className={buttonClass()}>
          All workspaces
        </Link>
      }
    >
      Nobody has the slug {slug}.
    </EmptyState>
  </>
);

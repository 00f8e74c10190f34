import { Link, Outlet } from "@tanstack/react-router";
import { LockKeyhole } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "@/components/banner.tsx";
import { buttonClass } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { Redirect } from "@/components/redirect.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { PageSkeleton } from "@/components/skeleton.tsx";
import { useSession } from "@/lib/session.ts";
import {
  useSlug,
  useWorkspace,
  useWorkspaceQuery,
  type Workspace,
  WorkspaceProvider,
} from "@/lib/workspace.tsx";
import { NotFound } from "./error-pages.tsx";
import { FEATURES } from "./features.ts";
import { Frame } from "./frame.tsx";
import { type NavGroup, navigation } from "./navigation.ts";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

/** Decides once, for every page below /w/$slug, whether the caller sees the workspace, its freeze, or nothing. */
export function WorkspaceFrame() {
  const slug = useSlug();
  const { data: session } = useSession();
  const { data: workspace, error, refetch } = useWorkspaceQuery(slug);
  // The list of mine knows the name before the workspace itself has answered.
  const name = workspace?.name ?? session?.workspaces.find((mine) => mine.slug === slug)?.name ?? slug;
  const around = (content: ReactNode, groups: readonly NavGroup[] = []) => (
    <Frame
      base={`/w/${slug}`}
      groups={groups}
      place={name}
      switcher={<WorkspaceSwitcher slug={slug} name={name} />}
    >
      {content}
    </Frame>
  );
  if (workspace === undefined) {
    return around(error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageSkeleton />);
  }
  if (workspace === null) return around(<NoWorkspace />);
  if (workspace.status === "frozen" && !workspace.readable) {
    return around(<Frozen workspace={workspace} />);
  }
  if (!workspace.readable) return around(<ClosedToOperator />);
  return (
    <WorkspaceProvider workspace={workspace}>
      {around(
        <div className="flex flex-col gap-6">
          {workspace.role === null && <ReadingAsOperator frozen={workspace.status === "frozen"} />}
          <div>
            <Outlet />
          </div>
        </div>,
        navigation(FEATURES, "workspace", workspace.role),
      )}
    </WorkspaceProvider>
  );
}

/** /w/acme: the first page that the navigation has for this role. */
export function WorkspaceIndex() {
  const { slug, role } = useWorkspace();
  const [first] = navigation(FEATURES, "workspace", role).flatMap((group) => group.entries);
  return first ? <Redirect to={`/w/${slug}/${first.path}`} /> : <NoWorkspace />;
}

const Frozen = ({ workspace }: { workspace: Workspace }) => (
  <>
    <h1 className="sr-only">{workspace.name} is frozen</h1>
    <Banner tone="bad" title="This workspace is frozen">
      <p className="font-medium">{workspace.freeze_reason}</p>
      <p className="text-muted text-sm">
        An operator stopped it {workspace.frozen_at && <RelativeTime at={workspace.frozen_at} />}. Nothing is
        sent and nothing comes in until an operator opens it again; nothing is lost.
      </p>
    </Banner>
  </>
);

const NoWorkspace = () => (
  <>
    <h1 className="sr-only">No such workspace</h1>
    <NotFound title="There is no such workspace, or you are no member of it">
      Check the address, or ask an owner of the workspace for an invitation.
    </NotFound>
  </>
);

const ClosedToOperator = () => (
  <>
    <h1 className="sr-only">This workspace is closed to you</h1>
    <EmptyState
      icon={LockKeyhole}
      title="You are an operator, but no member here"
      action={
        navigation(FEATURES, "admin", null).length > 0 && (
          <Link to="/admin" className={buttonClass({ variant: "primary" })}>
            Go to Operations
          </Link>
        )
      }
    >
      It can be opened to you for an hour, for reading, with a reason that stays in its audit log.
    </EmptyState>
  </>
);

const ReadingAsOperator = ({ frozen }: { frozen: boolean }) => (
  <Banner tone="warn" title="You are reading this workspace as an operator">
    Your access is in its audit log and ends by itself. Nothing can be changed from here.
    {frozen && " The workspace is frozen."}
  </Banner>
);

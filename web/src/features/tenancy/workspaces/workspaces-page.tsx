import { Link } from "@tanstack/react-router";
import { Building2, ChevronRight, LogOut, Plus } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorState } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { Badge, Status } from "@/components/status.tsx";
import { useFocusOnChange } from "@/lib/focus.ts";
import { type MyWorkspace, useSession } from "@/lib/session.ts";
import { CreateWorkspace } from "./create-workspace.tsx";
import { DeclineInvitation } from "./decline-invitation.tsx";
import { Invitations } from "./invitations.tsx";
import { LeaveWorkspace } from "./leave-workspace.tsx";
import type { Invitation } from "./queries.ts";

export default function WorkspacesPage() {
  const { data: session, error, refetch } = useSession();
  const [creating, setCreating] = useState(false);
  const [leaving, setLeaving] = useState<MyWorkspace | null>(null);
  const [declining, setDeclining] = useState<Invitation | null>(null);
  useFocusOnChange(session && `${session.invitations.length} ${declining?.invite_id}`);
  if (!session) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const { workspaces, invitations } = session;
  const create = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      New workspace
    </Button>
  );
  return (
    <>
      <PageHeader title="Workspaces" actions={workspaces.length > 0 && create}>
        Each has its own leads, its own n8n server and its own people.
      </PageHeader>
      <div className="flex flex-col gap-6">
        {invitations.length > 0 && <Invitations invitations={invitations} onDecline={setDeclining} />}
        <Panel flush>
          {workspaces.length === 0 ? (
            <EmptyState icon={Building2} title="You are in no workspace yet" action={create}>
              Create one and set it up step by step, or accept an invitation: it is listed here once somebody
              has invited your address.
            </EmptyState>
          ) : (
            <ul aria-label="My workspaces">
              {workspaces.map((workspace) => (
                <Row
                  key={workspace.workspace_id}
                  workspace={workspace}
                  onLeave={() => setLeaving(workspace)}
                />
              ))}
            </ul>
          )}
        </Panel>
      </div>
      <CreateWorkspace open={creating} onClose={() => setCreating(false)} />
      <DeclineInvitation invite={declining} onClose={() => setDeclining(null)} />
      <LeaveWorkspace workspace={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}

const Row = ({ workspace, onLeave }: { workspace: MyWorkspace; onLeave: () => void }) => (
  <li className="flex items-center border-line border-b pr-3 last:border-0 hover:bg-hover">
    <Link
      to={`/w/${workspace.slug}`}
      className="-outline-offset-2 flex min-w-0 flex-1 items-center gap-3 py-3 pr-2 pl-4"
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{workspace.name}</span>
        <span className="block truncate text-faint text-sm">
          {workspace.slug}
          <span className="sm:hidden"> · {workspace.role}</span>
          {workspace.freeze_reason && ` · ${workspace.freeze_reason}`}
        </span>
      </span>
      <Status tone={workspace.status === "frozen" ? "bad" : "good"}>{workspace.status}</Status>
      <span className="hidden gap-3 sm:flex">
        <Badge>{workspace.role}</Badge>
        <Badge>{workspace.plan}</Badge>
      </span>
      <ChevronRight aria-hidden size={16} className="hidden text-faint sm:block" />
    </Link>
    <IconButton icon={LogOut} label={`Leave ${workspace.name}`} onClick={onLeave} />
  </li>
);

import { UserMinus, UserPlus, Users } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { toast } from "@/components/toast.tsx";
import { useAuth } from "@/lib/services.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { InvitesPanel } from "./invites-panel.tsx";
import { type Member, useMemberChanges, useMembers } from "./queries.ts";
import { RoleSelect } from "./role-select.tsx";

export default function MembersPage() {
  const workspace = useWorkspace();
  const { user } = useAuth();
  const members = useMembers(workspace.id);
  const { remove } = useMemberChanges(workspace.id);
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const mayManage = (member: Member) =>
    workspace.may("admin") && (member.role !== "owner" || workspace.may("owner"));

  const columns: Column<Member>[] = [
    {
      key: "person",
      header: "Person",
      cell: (member) => (
        // A name of any length leaves the room that the other columns need.
        <div className="max-w-[min(24rem,45vw)]">
          <p className="flex gap-1 font-medium">
            <span className="truncate" title={nameOf(member)}>
              {nameOf(member)}
            </span>
            {member.user_id === user?.id && <span className="shrink-0 font-normal text-muted">(you)</span>}
          </p>
          {member.email && member.email !== nameOf(member) && (
            <p className="truncate text-muted" title={member.email}>
              {member.email}
            </p>
          )}
        </div>
      ),
    },
    {
      key: "role",
      header: "Role",
      cell: (member) => (mayManage(member) ? <RoleSelect member={member} /> : <Badge>{member.role}</Badge>),
    },
    {
      key: "since",
      header: "Since",
      wideOnly: true,
      cell: (member) => <RelativeTime at={member.created_at} />,
    },
    {
      key: "remove",
      header: "Remove",
      quiet: true,
      numeric: true,
      cell: (member) =>
        mayManage(member) &&
        member.user_id !== user?.id && (
          <IconButton
            icon={UserMinus}
            label={`Remove ${nameOf(member)}`}
            onClick={() => setRemoving(member)}
          />
        ),
    },
  ];

  return (
    <>
      <PageHeader
        title="Members"
        actions={
          workspace.may("admin") && (
            <Button variant="primary" icon={UserPlus} onClick={() => setInviting(true)}>
              Invite
            </Button>
          )
        }
      >
        Who works in {workspace.name}, and what each of them may do.
      </PageHeader>
      <div className="flex flex-col gap-6">
        <Panel flush>
          <Table
            caption="Members"
            columns={columns}
            rows={members.data}
            rowKey={(member) => member.user_id}
            error={members.error}
            onRetry={() => void members.refetch()}
            empty={
              <EmptyState icon={Users} title="Nobody is here">
                Invite the first person.
              </EmptyState>
            }
          />
        </Panel>
        <InvitesPanel />
      </div>
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={`Remove ${removing ? nameOf(removing) : ""}?`}
        action="Remove member"
        phrase={workspace.slug}
        onConfirm={async () => {
          if (!removing) return;
          await remove.mutateAsync(removing.user_id);
          toast(`${nameOf(removing)} was removed`);
        }}
      >
        They lose access with their next click. API keys that they made stay valid.
      </ConfirmDialog>
    </>
  );
}

const nameOf = ({ name, email, user_id }: Member): string => name ?? email ?? user_id;

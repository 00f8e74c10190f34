import { MailOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge, Status } from "@/components/status.tsx";
import { Table } from "@/components/table.tsx";
import { toast } from "@/components/toast.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { useInvites, useMemberChanges } from "./queries.ts";

/** Invitations that nobody has accepted yet. */
export function InvitesPanel() {
  const workspace = useWorkspace();
  const invites = useInvites(workspace.id);
  const { revoke } = useMemberChanges(workspace.id);
  const [revoking, setRevoking] = useState<{ id: string; email: string } | null>(null);
  return (
    <Panel flush title="Open invitations">
      <Table
        caption="Open invitations"
        expected={1}
        rows={invites.data}
        rowKey={(invite) => invite.id}
        error={invites.error}
        onRetry={() => void invites.refetch()}
        columns={[
          { key: "email", header: "Address", cell: (invite) => invite.email },
          { key: "role", header: "Role", cell: (invite) => <Badge>{invite.role}</Badge> },
          {
            key: "made",
            header: "Made",
            wideOnly: true,
            cell: (invite) => <RelativeTime at={invite.created_at} />,
          },
          {
            key: "ends",
            header: "Ends",
            cell: (invite) =>
              new Date(invite.expires_at) > new Date() ? (
                <RelativeTime at={invite.expires_at} />
              ) : (
                <Status tone="warn">expired</Status>
              ),
          },
          {
            key: "revoke",
            header: "Revoke",
            quiet: true,
            numeric: true,
            cell: (invite) =>
              (invite.role === "owner" ? workspace.may("owner") : workspace.may("admin")) && (
                <Button
                  size="sm"
                  variant="ghost"
                  onClick={() => setRevoking(invite)}
                  aria-label={`Revoke the invitation of ${invite.email}`}
                >
                  Revoke
                </Button>
              ),
          },
        ]}
        empty={
          <EmptyState compact icon={MailOpen} title="No open invitations">
            {workspace.may("admin")
              ? "Invite somebody, and the invitation waits here until it is accepted."
              : "An admin can invite people."}
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke the invitation of ${revoking?.email ?? ""}?`}
        action="Revoke invitation"
        onConfirm={async () => {
          if (!revoking) return;
          await revoke.mutateAsync(revoking.id);
          toast("Invitation revoked");
        }}
      >
        The link opens nothing from now on. You can invite the address again.
      </ConfirmDialog>
    </Panel>
  );
}

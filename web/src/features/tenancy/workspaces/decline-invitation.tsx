import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { type Invitation, useInvitationActs } from "./queries.ts";

interface Props {
  /** Null: closed. */
  invite: Invitation | null;
  onClose: () => void;
}

export function DeclineInvitation({ invite, onClose }: Props) {
  const { decline } = useInvitationActs();
  if (!invite) return null;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Decline the invitation to ${invite.workspace_name}?`}
      action="Decline invitation"
      onConfirm={() => decline(invite)}
    >
      Its link opens nothing from now on. To join later you need a new invitation.
    </ConfirmDialog>
  );
}

import { MailOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/status.tsx";
import { type Invitation, useInvitationActs } from "./queries.ts";

interface Props {
  invitations: readonly Invitation[];
  onDecline: (invite: Invitation) => void;
}

/** What waits for the person's address. */
export const Invitations = ({ invitations, onDecline }: Props) => (
  <Panel flush title="Invitations" about="Somebody invited the address that you are signed in with.">
    <ul aria-label="Invitations">
      {invitations.map((invite) => (
        <Row key={invite.invite_id} invite={invite} onDecline={() => onDecline(invite)} />
      ))}
    </ul>
  </Panel>
);

function Row({ invite, onDecline }: { invite: Invitation; onDecline: () => void }) {
  const { accept } = useInvitationActs();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { workspace_name, role, expires_at } = invite;

  async function join() {
    setBusy(true);
    setError(null);
    try {
      await accept(invite);
    } catch (raised) {
      setError(raised);
      setBusy(false);
    }
  }

  return (
    <li className="flex flex-col gap-2 border-line border-b px-4 py-2.5 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <MailOpen aria-hidden size={16} className="shrink-0 text-muted" />
        <span className="min-w-0 flex-1 basis-40 truncate font-medium">{workspace_name}</span>
        <Badge>{role}</Badge>
        <span className="text-muted text-sm">
          ends <RelativeTime at={expires_at} />
        </span>
        <span className="flex gap-2">
          <Button
            size="sm"
            variant="ghost"
            disabled={busy}
            onClick={onDecline}
            aria-label={`Decline the invitation to ${workspace_name}`}
          >
            Decline
          </Button>
          <Button
            size="sm"
            variant="primary"
            busy={busy}
            onClick={() => void join()}
            aria-label={`Accept the invitation to ${workspace_name}`}
          >
            Accept
          </Button>
        </span>
      </div>
      {error !== null && <ErrorNote error={error} />}
    </li>
  );
}

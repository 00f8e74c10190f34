import { MailOpen } from "lucide-react";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/status.tsx";
import type { Session } from "@/lib/session.ts";

/** What waits for the person's address. Accepting needs the link, which only its sender has. */
export const Invitations = ({ invitations }: Pick<Session, "invitations">) => (
  <Panel flush title="Invitations" about="Open the link that you were sent to accept one.">
    <ul>
      {invitations.map((invite) => (
        <li
          key={invite.invite_id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2.5 last:border-0"
        >
          <MailOpen aria-hidden size={16} className="text-muted" />
          <span className="min-w-0 flex-1 basis-40 truncate font-medium">{invite.workspace_name}</span>
          <Badge>{invite.role}</Badge>
          <span className="text-muted text-sm">
            ends <RelativeTime at={invite.expires_at} />
          </span>
        </li>
      ))}
    </ul>
  </Panel>
);

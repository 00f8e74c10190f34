import { useLocation, useNavigate } from "@tanstack/react-router";
import { MailOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { ErrorNote } from "@/components/error-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { useServices } from "@/lib/services.tsx";
import { useSession } from "@/lib/session.ts";
import { useInvitationActs } from "./queries.ts";

/** /invite#gi_…: the token stays behind the #, so that it is in no server's log. */
export default function InvitePage() {
  const token = useLocation({ select: (location) => location.hash });
  return (
    <div className="mx-auto max-w-110">
      <PageHeader title="Invitation" />
      <Panel>
        {/^gi_[A-Za-z0-9_-]+$/.test(token) ? (
          <Accept token={token} />
        ) : (
          <EmptyState icon={MailOpen} title="This link is not whole">
            Open the whole link that you were sent: it ends in # and a long word that begins with gi_.
          </EmptyState>
        )}
      </Panel>
    </div>
  );
}

function Accept({ token }: { token: string }) {
  const { auth } = useServices();
  const { acceptLink } = useInvitationActs();
  const navigate = useNavigate();
  const { data: session } = useSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function accept() {
    setBusy(true);
    setError(null);
    try {
      const there = await acceptLink(token);
      await navigate({ to: there ? `/w/${there.slug}` : "/workspaces", replace: true });
    } catch (raised) {
      setError(raised);
      setBusy(false);
    }
  }

  return (
    <div className="flex flex-col gap-4">
      <p>
        You are signed in as{" "}
        <strong className="font-semibold">{session?.user.email ?? session?.user.user_id}</strong>. An
        invitation is for the address that it was sent to.
      </p>
      {error !== null && <ErrorNote error={error} />}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={() => void accept()} busy={busy}>
          Accept invitation
        </Button>
        <Button onClick={() => void auth.signOut()} disabled={busy}>
          Use another account
        </Button>
      </div>
    </div>
  );
}

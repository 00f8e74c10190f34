import { LockKeyhole, LockKeyholeOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { toast } from "@/components/toast.tsx";
import { type Person, usePeople, useSlugs } from "@/lib/desk.ts";
import { useSession } from "@/lib/session.ts";
import { formatDuration } from "@/lib/time/index.ts";
import { useNow } from "@/lib/time/use-now.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { Entries, WorkspaceName } from "./entries.tsx";
import { type Grant, useCloseWorkspace, useEntries, useOpenGrants } from "./queries.ts";
import { auditUrl, breakGlassUrl } from "./url.ts";

interface Context {
  slugs: ReadonlyMap<string, string>;
  people: ReadonlyMap<string, Person>;
  now: number;
  me: string | undefined;
  close: (grant: Grant) => void;
}

const left = ({ expires_at }: Grant, now: number): number => new Date(expires_at).getTime() - now;

const columns = ({ slugs, people, now, me, close }: Context): Column<Grant>[] => [
  {
    key: "workspace",
    header: "Workspace",
    cell: ({ workspace_id }) => <WorkspaceName id={workspace_id} slug={slugs.get(workspace_id)} />,
  },
  {
    key: "by",
    header: "Opened by",
    cell: ({ user_id }) => (user_id === me ? "you" : (people.get(user_id)?.email ?? user_id)),
  },
  {
    key: "reason",
    header: "Reason",
    cell: ({ reason }) => <p className="min-w-40 max-w-100 break-words py-1 text-muted">{reason}</p>,
  },
  {
    key: "since",
    header: "Since",
    wideOnly: true,
    cell: ({ created_at }) => <RelativeTime at={created_at} />,
  },
  { key: "left", header: "Time left", numeric: true, cell: (grant) => formatDuration(left(grant, now)) },
  {
    key: "close",
    header: "Close",
    quiet: true,
    numeric: true,
    // The database closes the caller's own grants alone.
    cell: (grant) =>
      grant.user_id === me && (
        <Button size="sm" onClick={() => close(grant)}>
          Close
        </Button>
      ),
  },
];

export default function BreakGlassPage() {
  const [url, setUrl] = useUrlState(breakGlassUrl);
  const history = useEntries({ ...auditUrl.parse({}), before: url.before }, true);
  return (
    <>
      <PageHeader title="Break-glass">
        An operator's reading of one workspace, for an hour at most. Its admins see it in their audit log.
      </PageHeader>
      <div className="flex flex-col gap-6">
        <OpenPanel />
        <Panel flush title="History" about="What was opened and closed, newest first.">
          <Entries
            caption="Break-glass history"
            found={history}
            before={url.before}
            onBefore={(before) => setUrl({ before }, { push: true })}
            empty={
              <EmptyState icon={LockKeyhole} title="Never used" compact>
                No operator has opened a workspace yet.
              </EmptyState>
            }
          />
        </Panel>
      </div>
    </>
  );
}

function OpenPanel() {
  const { data, error, refetch } = useOpenGrants();
  const close = useCloseWorkspace();
  const slugs = useSlugs(data?.map(({ workspace_id }) => workspace_id) ?? []);
  const people = usePeople(data?.map(({ user_id }) => user_id) ?? []);
  const me = useSession().data?.user.user_id;
  const now = useNow();
  const [chosen, setChosen] = useState<Grant | null>(null);
  return (
    <Panel flush title="Open now">
      <Table
        caption="Open workspaces"
        columns={columns({ slugs, people, now, me, close: setChosen })}
        rows={data?.filter((grant) => left(grant, now) > 0)}
        rowKey={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        expected={1}
        empty={
          <EmptyState icon={LockKeyholeOpen} title="Nothing is open" compact>
            A workspace is opened from its own page under Workspaces, with a reason.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={chosen !== null}
        onClose={() => setChosen(null)}
        title={`Close ${(chosen && slugs.get(chosen.workspace_id)) ?? "the workspace"}?`}
        action="Close workspace"
        onConfirm={async () => {
          if (!chosen) return;
          await close.mutateAsync(chosen.workspace_id);
          toast("Workspace closed");
        }}
      >
        All your open grants of this workspace end now. Opening it again needs a new reason.
      </ConfirmDialog>
    </Panel>
  );
}

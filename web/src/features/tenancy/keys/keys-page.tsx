import { KeyRound, LockKeyhole, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Status } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { toast } from "@/components/toast.tsx";
import { useWorkspace } from "@/lib/workspace.tsx";
import { CreateKey } from "./create-key.tsx";
import { type ApiKey, useKeyChanges, useKeys } from "./queries.ts";

export default function KeysPage() {
  const workspace = useWorkspace();
  const mayRead = workspace.may("admin") || workspace.role === null;
  const keys = useKeys(workspace.id, mayRead);
  const { revoke } = useKeyChanges(workspace.id);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const create = workspace.may("admin") && (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      New key
    </Button>
  );

  const columns: Column<ApiKey>[] = [
    { key: "name", header: "Name", cell: (key) => <span className="font-medium">{key.name}</span> },
    {
      key: "prefix",
      header: "Begins with",
      cell: (key) => <code className="font-mono text-muted text-xs">gk_{key.prefix}_…</code>,
    },
    {
      key: "used",
      header: "Last used",
      wideOnly: true,
      cell: (key) =>
        key.last_used_at ? <RelativeTime at={key.last_used_at} /> : <span className="text-muted">never</span>,
    },
    {
      key: "made",
      header: "Made",
      wideOnly: true,
      cell: (key) => <RelativeTime at={key.created_at} />,
    },
    {
      key: "status",
      header: "Status",
      cell: (key) =>
        key.revoked_at ? <Status tone="neutral">revoked</Status> : <Status tone="good">valid</Status>,
    },
    {
      key: "revoke",
      header: "Revoke",
      quiet: true,
      numeric: true,
      cell: (key) =>
        !key.revoked_at &&
        workspace.may("admin") && (
          <Button
            size="sm"
            variant="ghost"
            onClick={() => setRevoking(key)}
            aria-label={`Revoke the key ${key.name}`}
          >
            Revoke
          </Button>
        ),
    },
  ];

  return (
    <>
      <PageHeader title="API keys" actions={keys.data && keys.data.length > 0 && create}>
        For scripts that read this workspace&rsquo;s costs and usage. A key cannot change anything.
      </PageHeader>
      <Panel flush>
        {mayRead ? (
          <Table
            caption="API keys"
            columns={columns}
            rows={keys.data}
            rowKey={(key) => key.id}
            error={keys.error}
            onRetry={() => void keys.refetch()}
            empty={
              <EmptyState icon={KeyRound} title="No API keys" action={create}>
                Make one for each script that reads, so that each can be revoked alone.
              </EmptyState>
            }
          />
        ) : (
          <EmptyState icon={LockKeyhole} title="Keys are for admins">
            Ask an admin or owner of the workspace for a key.
          </EmptyState>
        )}
      </Panel>
      <CreateKey open={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke the key ${revoking?.name ?? ""}?`}
        action="Revoke key"
        phrase={workspace.slug}
        onConfirm={async () => {
          if (!revoking) return;
          await revoke.mutateAsync(revoking.id);
          toast(`The key ${revoking.name} is revoked`);
        }}
      >
        Every script that uses it is refused from now on. A revoked key cannot be made valid again.
      </ConfirmDialog>
    </>
  );
}

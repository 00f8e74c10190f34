import { LogIn } from "lucide-react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input, Select } from "@/components/input.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Badge } from "@/components/status.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { plural } from "@/lib/format/index.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { Metadata, Older } from "./entries.tsx";
import { cursorOf, PAGE } from "./filters.ts";
import { type Login, useLogins } from "./queries.ts";
import { loginsUrl } from "./url.ts";

const TYPES: Readonly<Record<string, string>> = {
  "session.created": "signed in",
  "session.ended": "signed out",
  "session.removed": "session removed",
  "session.revoked": "session revoked",
  "session.pending": "session pending",
  "user.created": "user created",
  "user.updated": "user updated",
  "user.deleted": "user deleted",
  "organizationMembership.created": "joined organization",
  "organizationMembership.updated": "changed in organization",
  "organizationMembership.deleted": "left organization",
};

const COLUMNS: readonly Column<Login>[] = [
  { key: "at", header: "When", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  {
    key: "user",
    header: "User",
    cell: ({ email, user_id }) => (
      <div className="min-w-0 py-1">
        <p>{email ?? <span className="text-faint">address unknown</span>}</p>
        <p className="font-mono text-muted text-xs">{user_id}</p>
      </div>
    ),
  },
  {
    key: "type",
    header: "What",
    cell: ({ event_type }) => <Badge>{TYPES[event_type] ?? event_type}</Badge>,
  },
  {
    key: "from",
    header: "From",
    cell: ({ ip_address, user_agent }) => (
      <div className="min-w-0 max-w-64 py-1">
        <p className="font-mono text-xs">{ip_address ?? "–"}</p>
        <p title={user_agent ?? undefined} className="truncate text-muted text-xs">
          {user_agent}
        </p>
      </div>
    ),
  },
  {
    key: "metadata",
    header: "Details",
    wideOnly: true,
    cell: ({ metadata }) => <Metadata value={metadata} />,
  },
];

export default function LoginsPage() {
  const [url, setUrl] = useUrlState(loginsUrl);
  const { data, error, refetch } = useLogins(url);
  const shown = data?.slice(0, PAGE);
  const last = shown?.at(-1);
  const filtered = url.user !== "" || url.type !== "" || url.before !== "";
  // An address may name a type that is not listed here: it is shown as it is.
  const types = url.type in TYPES || !url.type ? TYPES : { ...TYPES, [url.type]: url.type };
  const options = Object.entries(types).map(([value, label]) => ({ value, label }));
  return (
    <>
      <PageHeader title="Logins">
        Sign-ins, sign-outs and changes of people, as Clerk reports them.
      </PageHeader>
      <fieldset className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
        <legend className="sr-only">Which logins</legend>
        <Field label="User" className="sm:w-64">
          {(control) => (
            <Input
              {...control}
              type="search"
              maxLength={100}
              placeholder="E-mail or user id"
              value={url.user}
              onChange={({ target }) => setUrl({ user: target.value, before: "" })}
            />
          )}
        </Field>
        <Field label="Type" className="sm:w-52">
          {(control) => (
            <Select
              {...control}
              value={url.type}
              onChange={({ target }) => setUrl({ type: target.value, before: "" })}
              options={[{ value: "", label: "all" }, ...options]}
            />
          )}
        </Field>
      </fieldset>
      <Panel flush>
        <Table
          caption="Logins"
          columns={COLUMNS}
          rows={shown}
          rowKey={({ id }) => id}
          error={error}
          onRetry={() => void refetch()}
          expected={8}
          empty={
            <EmptyState
              icon={LogIn}
              title={filtered ? "No login is like that" : "No logins"}
              action={
                filtered && (
                  <Button onClick={() => setUrl({ user: "", type: "", before: "" })}>Show all</Button>
                )
              }
            >
              {filtered
                ? "Look for somebody else, or show all of them."
                : "They come with Clerk's webhook; docs/deploy.md says how to set it up."}
            </EmptyState>
          }
        />
        <Older
          text={plural(shown?.length ?? 0, "login")}
          before={url.before}
          next={last && (data?.length ?? 0) > PAGE ? cursorOf(last.created_at, last.id) : undefined}
          onBefore={(before) => setUrl({ before }, { push: true })}
        />
      </Panel>
    </>
  );
}

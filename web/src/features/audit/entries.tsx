import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CopyableId } from "@/components/copyable.tsx";
import { Pager } from "@/components/pager.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { credentialName } from "@/lib/credential-name.ts";
import { NO_WORKSPACE } from "@/lib/desk.ts";
import { plural } from "@/lib/format/index.ts";
import { cursorOf, PAGE } from "./filters.ts";
import type { Entry, useEntries } from "./queries.ts";

/** A workspace by its name, leading to it while it exists. */
export function WorkspaceName({ id, name, slug }: { id: string; name?: string | null; slug?: string }) {
  if (id === NO_WORKSPACE) return <span className="text-muted">no workspace</span>;
  if (!slug) return name ? <span>{name}</span> : <CopyableId id={id} what="workspace id" short={8} />;
  return (
    <Link
      to="/admin/workspaces/$slug"
      params={{ slug }}
      className="font-medium underline-offset-2 hover:underline"
    >
      {name ?? slug}
    </Link>
  );
}

/** Ids and hashes are copied, not read; times are read as times. */
const ID = /^[0-9a-f][0-9a-f-]{23,}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
/** Of a list; the export has them all. */
const FIRST = 3;

function Said({ name, value }: { name: string; value: unknown }) {
  if (Array.isArray(value)) {
    return (
      <span className="inline-flex flex-wrap gap-x-2">
        {value.slice(0, FIRST).map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry never changes
          <Said key={index} name={name} value={each} />
        ))}
        {value.length > FIRST && ` and ${value.length - FIRST} more`}
      </span>
    );
  }
  if (typeof value !== "string") return JSON.stringify(value);
  if (ID.test(value)) return <CopyableId id={value} what={name} short={8} />;
  if (TIME.test(value)) return <RelativeTime at={value} />;
  return name === "type" ? (credentialName(value) ?? value) : value;
}

/** What an entry says besides, one line a name. */
export function Metadata({ value }: { value: unknown }) {
  const all = value !== null && typeof value === "object" ? Object.entries(value) : [];
  const entries = all.filter(([, said]) => said !== null);
  if (entries.length === 0) return <span className="text-faint">–</span>;
  return (
    <dl className="min-w-48 max-w-100 py-1 text-xs">
      {entries.map(([name, said]) => (
        <div key={name} className="flex gap-1.5">
          <dt className="shrink-0 text-muted">{name.replaceAll("_", " ")}</dt>
          <dd className="min-w-0 break-words">
            <Said name={name.replaceAll("_", " ")} value={said} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const COLUMNS: readonly Column<Entry>[] = [
  { key: "at", header: "When", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
  {
    key: "action",
    header: "Action",
    cell: ({ action, reason }) => (
      <div className="min-w-40 max-w-80 break-words py-1">
        <p className="font-medium">{action.replaceAll("_", " ")}</p>
        {reason && <p className="text-muted">{reason}</p>}
      </div>
    ),
  },
  {
    key: "workspace",
    header: "Workspace",
    cell: (entry) => (
      <span className="whitespace-nowrap">
        <WorkspaceName id={entry.workspace_id} name={entry.workspace_name} slug={entry.slug ?? undefined} />{" "}
        <span className="text-faint text-xs tabular-nums">#{entry.seq}</span>
      </span>
    ),
  },
  {
    key: "actor",
    header: "By",
    cell: ({ actor_email, actor_id }) => (
      <span title={actor_id} className="whitespace-nowrap">
        {actor_email ?? <span className="font-mono text-xs">{actor_id}</span>}
      </span>
    ),
  },
  {
    key: "metadata",
    header: "Details",
    wideOnly: true,
    cell: ({ metadata }) => <Metadata value={metadata} />,
  },
];

interface Props {
  caption: string;
  found: ReturnType<typeof useEntries>;
  before: string;
  onBefore: (before: string) => void;
  empty: ReactNode;
}

/** Entries of the log with the way to older ones. */
export function Entries({ caption, found, before, onBefore, empty }: Props) {
  const shown = found.data?.slice(0, PAGE);
  const last = shown?.at(-1);
  return (
    <>
      <Table
        caption={caption}
        columns={COLUMNS}
        rows={shown}
        rowKey={({ workspace_id, seq }) => `${workspace_id}/${seq}`}
        error={found.error}
        onRetry={() => void found.refetch()}
        expected={8}
        empty={empty}
      />
      <Older
        text={plural(shown?.length ?? 0, "entry", "entries")}
        before={before}
        next={
          last && (found.data?.length ?? 0) > PAGE
            ? cursorOf(last.created_at, last.workspace_id, last.seq)
            : undefined
        }
        onBefore={onBefore}
      />
    </>
  );
}

interface OlderProps {
  text: string;
  before: string;
  /** Absent at the oldest page. */
  next: string | undefined;
  onBefore: (before: string) => void;
}

/** A cursor knows only its way on; back goes to the newest, one step back is the browser's. */
export const Older = ({ text, before, next, onBefore }: OlderProps) =>
  (before !== "" || next !== undefined) && (
    <Pager
      text={text}
      words={["Newest", "Older"]}
      onBack={before ? () => onBefore("") : undefined}
      onOn={next === undefined ? undefined : () => onBefore(next)}
    />
  );

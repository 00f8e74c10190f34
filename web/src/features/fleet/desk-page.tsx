import { SearchX } from "lucide-react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input, Select } from "@/components/input.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Pager } from "@/components/pager.tsx";
import { Panel } from "@/components/panel.tsx";
import { Table } from "@/components/table.tsx";
import { type DeskRow, useDesk } from "@/lib/desk.ts";
import { formatNumber, plural } from "@/lib/format/index.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { DESK_COLUMNS } from "./desk-columns.tsx";
import { FILTER_NAMES, FILTERS, type Filter, needsALook, passes } from "./state.tsx";
import { type DeskUrl, deskUrl, type SORTS } from "./url.ts";

const PAGE = 50;

const VALUES: Readonly<Record<(typeof SORTS)[number], (row: DeskRow) => string | number>> = {
  slug: (row) => row.slug,
  spend: (row) => row.settled_usd + row.reserved_usd,
  alarms: (row) => row.open_alarms,
  heartbeat: (row) => row.last_heartbeat_at ?? "",
};

function sorted(rows: readonly DeskRow[], { sort, descending }: DeskUrl): DeskRow[] {
  const value = VALUES[sort];
  const way = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    return (left < right ? -1 : left > right ? 1 : 0) * way || a.slug.localeCompare(b.slug);
  });
}

export default function DeskPage() {
  const [url, setUrl] = useUrlState(deskUrl);
  const { data, error, refetch } = useDesk();
  const found =
    data &&
    sorted(
      data.filter((row) => passes(row, url.show, url.q)),
      url,
    );
  const pages = Math.max(1, Math.ceil((found?.length ?? 0) / PAGE));
  const page = Math.min(url.page, pages);
  const from = (page - 1) * PAGE;
  return (
    <>
      <PageHeader title="Workspaces">
        {data ? <Summary rows={data} /> : "The whole fleet and its health."}
      </PageHeader>
      <fieldset className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
        <legend className="sr-only">Which workspaces</legend>
        <Field label="Search" className="sm:w-64">
          {(control) => (
            <Input
              {...control}
              type="search"
              placeholder="Name or slug"
              value={url.q}
              onChange={(event) => setUrl({ q: event.target.value, page: 1 })}
            />
          )}
        </Field>
        <Field label="Show" className="sm:w-44">
          {(control) => (
            <Select
              {...control}
              value={url.show}
              onChange={(event) => setUrl({ show: event.target.value as Filter, page: 1 })}
              options={FILTERS.map((value) => ({ value, label: FILTER_NAMES[value] }))}
            />
          )}
        </Field>
      </fieldset>
      <Panel flush>
        <Table
          caption="Workspaces"
          columns={DESK_COLUMNS}
          rows={found?.slice(from, from + PAGE)}
          rowKey={(row) => row.id}
          error={error}
          onRetry={() => void refetch()}
          expected={8}
          sort={{ key: url.sort, descending: url.descending }}
          onSort={({ key, descending }) => setUrl({ sort: key as DeskUrl["sort"], descending, page: 1 })}
          empty={
            <EmptyState
              icon={SearchX}
              title={data?.length === 0 ? "No workspaces" : "No workspace is like that"}
              action={
                data?.length !== 0 && (
                  <Button onClick={() => setUrl({ q: "", show: "all", page: 1 })}>Show all</Button>
                )
              }
            >
              {data?.length === 0
                ? "A person makes the first one under Workspaces."
                : "Search for another name, or show all of them."}
            </EmptyState>
          }
        />
        {found && found.length > PAGE && (
          <Pager
            text={`${from + 1}–${Math.min(from + PAGE, found.length)} of ${plural(found.length, "workspace")}`}
            onBack={page > 1 ? () => setUrl({ page: page - 1 }, { push: true }) : undefined}
            onOn={page < pages ? () => setUrl({ page: page + 1 }, { push: true }) : undefined}
          />
        )}
      </Panel>
    </>
  );
}

function Summary({ rows }: { rows: readonly DeskRow[] }) {
  const frozen = rows.filter(({ status }) => status === "frozen").length;
  const look = rows.filter(needsALook).length;
  return (
    <span className="tabular-nums">
      {plural(rows.length, "workspace")}, {formatNumber(frozen)} frozen,{" "}
      {look === 1 ? "1 needs a look" : `${formatNumber(look)} need a look`}.
    </span>
  );
}

import { SearchX } from "lucide-react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input, Select } from "@/components/input.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Pager } from "@/components/pager.tsx";
import { Panel } from "@/components/panel.tsx";
import { Table } from "@/components/table.tsx";
import { formatNumber, plural } from "@/lib/format/index.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { DESK_COLUMNS } from "./desk-columns.tsx";
import { DESK_PAGE, type DeskPage as DeskPageData, useDeskPage } from "./queries.ts";
import { FILTER_NAMES, FILTERS, type Filter } from "./state.tsx";
import { type DeskUrl, deskUrl } from "./url.ts";

export default function DeskPage() {
  const [url, setUrl] = useUrlState(deskUrl);
  const { data, error, refetch } = useDeskPage(url);
  const page = data?.page ?? 1;
  const from = (page - 1) * DESK_PAGE;
  return (
    <>
      <PageHeader title="Workspaces">
        {data ? <Summary {...data} /> : "The whole fleet and its health."}
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
          rows={data?.rows}
          rowKey={(row) => row.id}
          error={error}
          onRetry={() => void refetch()}
          expected={8}
          sort={{ key: url.sort, descending: url.descending }}
          onSort={({ key, descending }) => setUrl({ sort: key as DeskUrl["sort"], descending, page: 1 })}
          empty={
            <EmptyState
              icon={SearchX}
              title={data?.workspaces === 0 ? "No workspaces" : "No workspace is like that"}
              action={
                data?.workspaces !== 0 && (
                  <Button onClick={() => setUrl({ q: "", show: "all", page: 1 })}>Show all</Button>
                )
              }
            >
              {data?.workspaces === 0
                ? "A person makes the first one under Workspaces."
                : "Search for another name, or show all of them."}
            </EmptyState>
          }
        />
        {data && data.found > DESK_PAGE && (
          <Pager
            text={`${from + 1}–${from + data.rows.length} of ${plural(data.found, "workspace")}`}
            onBack={page > 1 ? () => setUrl({ page: page - 1 }, { push: true }) : undefined}
            onOn={
              from + data.rows.length < data.found
                ? () => setUrl({ page: page + 1 }, { push: true })
                : undefined
            }
          />
        )}
      </Panel>
    </>
  );
}

const Summary = ({ workspaces, frozen, look }: DeskPageData) => (
  <span className="tabular-nums">
    {plural(workspaces, "workspace")}, {formatNumber(frozen)} frozen,{" "}
    {look === 1 ? "1 needs a look" : `${formatNumber(look)} need a look`}.
  </span>
);

import { Layers } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state.tsx";
import { Panel } from "@/components/panel.tsx";
import { type Column, type Sort, Table } from "@/components/table.tsx";
import { formatNumber, formatRate } from "@/lib/format/index.ts";
import { METRICS } from "./metrics.ts";
import type { Counts, Keyed } from "./types.ts";

interface Props {
  title: string;
  /** What a row is: "Campaign". */
  one: string;
  rows: readonly Keyed<Counts>[] | undefined;
  nameOf: (key: string | null) => ReactNode;
  /** Its name as text, for sorting. */
  textOf: (key: string | null) => string;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** Counts with their rates, one row a campaign or group. */
export function Breakdown({ title, one, rows, nameOf, textOf, sort, onSort }: Props) {
  const columns: Column<Keyed<Counts>>[] = [
    { key: "name", header: one, sortable: true, cell: (row) => nameOf(row.key) },
    ...METRICS.map(
      ({ key, label, value, of }): Column<Keyed<Counts>> => ({
        key,
        header: label,
        numeric: true,
        sortable: true,
        wideOnly: key === "clicked" || key === "bounces",
        cell: (row) => (
          <>
            {formatNumber(value(row))}
            {of && (
              <span className="ml-1.5 hidden w-12 text-muted text-xs md:inline-block">
                {formatRate(value(row), of.value(row))}
              </span>
            )}
          </>
        ),
      }),
    ),
  ];
  const metric = METRICS.find(({ key }) => key === sort.key);
  const sign = sort.descending ? -1 : 1;
  const sorted = rows?.toSorted((a, b) =>
    metric ? sign * (metric.value(a) - metric.value(b)) : sign * textOf(a.key).localeCompare(textOf(b.key)),
  );
  return (
    <Panel title={title} flush>
      <Table
        caption={title}
        columns={columns}
        rows={sorted}
        rowKey={(row) => row.key ?? "unknown"}
        sort={sort}
        onSort={onSort}
        empty={
          <EmptyState compact icon={Layers} title="Nothing in these days">
            Choose a longer period, or another campaign.
          </EmptyState>
        }
      />
    </Panel>
  );
}

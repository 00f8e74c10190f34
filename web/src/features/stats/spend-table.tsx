import { Coins } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state.tsx";
import { Money } from "@/components/numbers.tsx";
import { Panel } from "@/components/panel.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { formatNumber, formatRate } from "@/lib/format/index.ts";
import { dearestFirst } from "./spend.ts";
import type { Keyed, Spend } from "./types.ts";

export type SpendColumn = Column<Keyed<Spend>>;

interface Props {
  title: string;
  /** What a row is: "Model". */
  one: string;
  /** Undefined while they load. */
  rows: readonly Keyed<Spend>[] | undefined;
  error?: unknown;
  onRetry?: () => void;
  /** All that was spent: each row says its share of it. */
  total: number;
  nameOf: (key: string | null) => ReactNode;
  /** Between the calls and the spend. */
  more?: readonly SpendColumn[];
}

/** Spend of one kind of part, the dearest first. */
export function SpendTable({ title, one, rows, error, onRetry, total, nameOf, more = [] }: Props) {
  const columns: SpendColumn[] = [
    { key: "name", header: one, cell: ({ key }) => nameOf(key) },
    { key: "calls", header: "Calls", numeric: true, cell: ({ calls }) => formatNumber(calls) },
    ...more,
    {
      key: "cost",
      header: "Spend",
      numeric: true,
      cell: ({ cost_usd }) => (
        <>
          <Money usd={cost_usd} />
          <span className="ml-1.5 inline-block w-12 text-muted text-xs">{formatRate(cost_usd, total)}</span>
        </>
      ),
    },
  ];
  return (
    <Panel title={title} flush>
      <Table
        caption={`Spend by ${one.toLowerCase()}`}
        columns={columns}
        rows={rows && dearestFirst(rows)}
        error={error}
        onRetry={onRetry}
        rowKey={({ key }) => key ?? "none"}
        empty={
          <EmptyState compact icon={Coins} title="No model was called in these days">
            Research and writing show up here with what they cost.
          </EmptyState>
        }
      />
    </Panel>
  );
}

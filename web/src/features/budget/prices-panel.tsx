import { Coins, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/button.tsx";
import { EmptyState } from "@/components/empty-state.tsx";
import { Money } from "@/components/numbers.tsx";
import { Panel } from "@/components/panel.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { type Column, Table } from "@/components/table.tsx";
import { PriceDialog } from "./price-dialog.tsx";
import { type Price, usePrices } from "./queries.ts";

const columns = (change: (price: Price) => void): Column<Price>[] => [
  { key: "provider", header: "Provider", cell: ({ provider }) => provider },
  {
    key: "model",
    header: "Model",
    cell: ({ model }) => <span className="whitespace-nowrap font-mono text-xs">{model}</span>,
  },
  { key: "input", header: "Input", numeric: true, cell: ({ input_usd }) => <Money usd={input_usd} /> },
  { key: "output", header: "Output", numeric: true, cell: ({ output_usd }) => <Money usd={output_usd} /> },
  { key: "set", header: "Set", wideOnly: true, cell: ({ updated_at }) => <RelativeTime at={updated_at} /> },
  {
    key: "change",
    header: "Change",
    quiet: true,
    numeric: true,
    cell: (price) => (
      <Button size="sm" onClick={() => change(price)} aria-label={`Set price of ${price.model}`}>
        Set price
      </Button>
    ),
  },
];

/** What models cost; calls without a price count at the ceiling until one is set. */
export function PricesPanel() {
  const { data, error, refetch } = usePrices();
  // Null: a new price. Undefined: no dialog.
  const [chosen, setChosen] = useState<Price | null | undefined>(undefined);
  return (
    <Panel
      flush
      title="Prices"
      about="US dollars per million tokens."
      actions={
        <Button size="sm" icon={Plus} onClick={() => setChosen(null)}>
          New price
        </Button>
      }
    >
      <Table
        caption="Prices of models"
        columns={columns(setChosen)}
        rows={data}
        rowKey={({ provider, model }) => `${provider}/${model}`}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState icon={Coins} title="No prices" compact>
            Set one for each model in use: calls without a price count as dear ones.
          </EmptyState>
        }
      />
      {chosen !== undefined && <PriceDialog price={chosen} onClose={() => setChosen(undefined)} />}
    </Panel>
  );
}

import { Wallet } from "lucide-react";
import { EmptyState } from "@/components/empty-state.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { PageHeader } from "@/components/page-header.tsx";
import { Pager } from "@/components/pager.tsx";
import { Panel } from "@/components/panel.tsx";
import { Table } from "@/components/table.tsx";
import { formatUsd, plural } from "@/lib/format/index.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { budgetColumns } from "./budget-columns.tsx";
import { BudgetDialog } from "./budget-dialog.tsx";
import { PricesPanel } from "./prices-panel.tsx";
import { useBudgets } from "./queries.ts";
import { budgetsUrl } from "./url.ts";

const PAGE = 50;

export default function BudgetsPage() {
  const [url, setUrl] = useUrlState(budgetsUrl);
  const { data, error, refetch } = useBudgets();
  const chosen = url.change && data?.find(({ slug }) => slug === url.change);
  const wanted = url.q.trim().toLowerCase();
  const found = data?.filter(({ slug, name }) => `${slug}\n${name.toLowerCase()}`.includes(wanted));
  const pages = Math.max(1, Math.ceil((found?.length ?? 0) / PAGE));
  const page = Math.min(url.page, pages);
  const from = (page - 1) * PAGE;
  const spent = data?.reduce((sum, { settled_usd, reserved_usd }) => sum + settled_usd + reserved_usd, 0);
  return (
    <>
      <PageHeader title="Budgets">
        {spent === undefined
          ? "What the workspaces spend on models this month, and may."
          : `${formatUsd(spent)} spent and reserved this month (UTC) by ${plural(data?.length ?? 0, "workspace")}.`}
      </PageHeader>
      <div className="flex flex-col gap-4">
        <Field label="Search" className="sm:w-64">
          {(control) => (
            <Input
              {...control}
              type="search"
              placeholder="Name or slug"
              value={url.q}
              onChange={({ target }) => setUrl({ q: target.value, page: 1 })}
            />
          )}
        </Field>
        <Panel flush>
          <Table
            caption="Budgets"
            columns={budgetColumns(({ slug }) => setUrl({ change: slug }))}
            rows={found?.slice(from, from + PAGE)}
            rowKey={({ id }) => id}
            error={error}
            onRetry={() => void refetch()}
            expected={8}
            empty={
              <EmptyState icon={Wallet} title={wanted ? "No workspace is like that" : "No workspaces"}>
                {wanted ? "Search for another name." : "A person makes the first one under Workspaces."}
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
        <PricesPanel />
      </div>
      {chosen && <BudgetDialog budget={chosen} onClose={() => setUrl({ change: "" })} />}
    </>
  );
}

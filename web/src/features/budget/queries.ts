// Every workspace's money this month, and the prices of models, as operators read and change them.
import type { Database } from "@database";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useDeskChanged } from "@/lib/desk.ts";
import { useServices } from "@/lib/services.tsx";
import { rows, type Supabase } from "@/lib/supabase.ts";
import type { BudgetChange, PriceChange } from "./schemas.ts";

type Row = Database["public"]["Functions"]["admin_budgets"]["Returns"][number];
/** What SQL leaves null, which the generated types do not know of a function's columns. */
type Absent = "plan_limit_usd" | "own_limit_usd" | "limit_usd" | "breached_at" | "resumed_at";
export type Budget = Omit<Row, Absent> & { [Name in Absent]: Row[Name] | null };
export type Price = Database["genesis"]["Tables"]["llm_prices"]["Row"];

const PAGE = 500;

async function fetchBudgets(supabase: Supabase, signal: AbortSignal): Promise<Budget[]> {
  const found: Budget[] = [];
  for (;;) {
    const args = { p_after_slug: found.at(-1)?.slug, p_limit: PAGE };
    const page = await rows(supabase.rpc("admin_budgets", args).abortSignal(signal));
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

export function useBudgets() {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["admin", "budgets"],
    queryFn: ({ signal }) => fetchBudgets(supabase, signal),
  });
}

export function usePrices() {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["admin", "prices"],
    queryFn: ({ signal }) =>
      rows(
        supabase
          .schema("genesis")
          .from("llm_prices")
          .select("*")
          .order("provider")
          .order("model")
          .abortSignal(signal),
      ),
  });
}

/** Plan and limit; each is set only where it changes, so that the audit log tells what was meant. */
export function useSetBudget(budget: Budget) {
  const { supabase } = useServices();
  const changed = useDeskChanged();
  return useMutation({
    mutationFn: async ({ plan, limit }: BudgetChange) => {
      if (limit !== budget.own_limit_usd) {
        // The generated types do not know that an argument may be null: it is the plan's limit.
        const p_limit_usd = limit as number;
        await rows(supabase.rpc("admin_set_budget_limit", { p_workspace_id: budget.id, p_limit_usd }));
      }
      if (plan !== budget.plan) {
        await rows(supabase.rpc("admin_set_plan", { p_workspace_id: budget.id, p_plan: plan }));
      }
    },
    onSettled: () => void changed(),
  });
}

export function useSetPrice() {
  const { supabase } = useServices();
  const changed = useDeskChanged();
  return useMutation({
    mutationFn: async ({ provider, model, input, output }: PriceChange) =>
      (await rows(
        supabase.rpc("admin_price_set", {
          p_provider: provider,
          p_model: model,
          p_input_usd: input,
          p_output_usd: output,
        }),
      )) as unknown as { provider: string; model: string; revalued: number },
    onSettled: () => void changed(),
  });
}

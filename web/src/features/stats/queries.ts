import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";
import type { OpenWorkspace } from "@/lib/workspace.tsx";
import { addDays, type Period, startOfDay } from "./period.ts";
import type { CostParts, Dashboard } from "./types.ts";

export interface Filters extends Period {
  campaign: string;
  group: string;
}

const argumentsOf = (workspaceId: string, { from, to, campaign, group }: Filters) => ({
  p_workspace_id: workspaceId,
  p_from_day: from,
  p_to_day: to,
  ...(campaign && { p_campaign_id: campaign }),
  ...(group && { p_campaign_group_id: group }),
});

/** Numbers move by the minute: the rollup merges as often. */
const REFRESH_MS = 60_000;

/** The dashboard's one call. What was shown stays while another choice loads. */
export function useDashboard(workspace: OpenWorkspace, filters: Filters) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["w", workspace.id, "dashboard", filters],
    queryFn: async ({ signal }) =>
      (await rows(
        supabase.rpc("dashboard_aggregate", argumentsOf(workspace.id, filters)).abortSignal(signal),
      )) as unknown as Dashboard,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

export function useGroups(workspaceId: string) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["w", workspaceId, "campaign-groups"],
    queryFn: ({ signal }) =>
      rows(
        supabase
          .from("campaign_groups")
          .select("id, name")
          .eq("workspace_id", workspaceId)
          .order("name")
          .abortSignal(signal),
      ),
    staleTime: 5 * REFRESH_MS,
  });
}

/** Spend by campaign and group, which the dashboard's one call leaves out. */
export function useCostParts(workspaceId: string, filters: Filters) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["w", workspaceId, "dashboard-costs", filters],
    queryFn: async ({ signal }) =>
      (await rows(
        supabase.rpc("dashboard_costs", argumentsOf(workspaceId, filters)).abortSignal(signal),
      )) as unknown as CostParts,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** How many of them are listed. */
export const CALLS = 50;
export type Call = NonNullable<ReturnType<typeof useCallsToLookAt>["data"]>[number];

/** Calls beyond the budget or without a price, the newest first, of the days and filters that the page shows. */
export function useCallsToLookAt(workspace: { id: string; time_zone: string }, filters: Filters) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["w", workspace.id, "calls-to-look-at", filters],
    queryFn: ({ signal }) => {
      const query = supabase
        .from("llm_usage")
        .select("id, created_at, provider, model, campaign_name, cost_usd, over_usd, over_budget, unpriced")
        .eq("workspace_id", workspace.id)
        .or("over_budget.eq.true,unpriced.eq.true")
        .gte("created_at", startOfDay(filters.from, workspace.time_zone).toISOString())
        .lt("created_at", startOfDay(addDays(filters.to, 1), workspace.time_zone).toISOString());
      if (filters.campaign) query.eq("campaign_id", filters.campaign);
      if (filters.group) query.eq("campaign_group_id", filters.group);
      return rows(query.order("created_at", { ascending: false }).limit(CALLS).abortSignal(signal));
    },
  });
}

/** What stands between a workspace and its next mail, for "why is nothing sending?". */
export function useSendingState(workspaceId: string, enabled: boolean) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["w", workspaceId, "sending-state"],
    enabled,
    queryFn: async ({ signal }) => {
      const [ignition, campaigns, leads] = await Promise.all([
        rows(
          supabase
            .schema("genesis")
            .from("ignition_state")
            .select("status")
            .eq("workspace_id", workspaceId)
            .abortSignal(signal),
        ),
        rows(
          supabase
            .from("campaigns")
            .select("status")
            .eq("workspace_id", workspaceId)
            .eq("status", "active")
            .abortSignal(signal),
        ),
        rows(
          supabase
            .from("lead_imports")
            .select("id")
            .eq("workspace_id", workspaceId)
            .limit(1)
            .abortSignal(signal),
        ),
      ]);
      return {
        ignition: ignition[0]?.status ?? null,
        activeCampaigns: campaigns.length,
        hasLeads: leads.length > 0,
      };
    },
  });
}

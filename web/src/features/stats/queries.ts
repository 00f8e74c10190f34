import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";
import type { OpenWorkspace } from "@/lib/workspace.tsx";
import type { Period } from "./period.ts";
import type { Dashboard } from "./types.ts";

export interface Filters extends Period {
  campaign: string;
  group: string;
}

/** Numbers move by the minute: the rollup merges as often. */
const REFRESH_MS = 60_000;

/** The dashboard's one call. What was shown stays while another choice loads. */
export function useDashboard(workspace: OpenWorkspace, filters: Filters) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: ["w", workspace.id, "dashboard", filters],
    queryFn: async ({ signal }) =>
      (await rows(
        supabase
          .rpc("dashboard_aggregate", {
            p_workspace_id: workspace.id,
            p_from_day: filters.from,
            p_to_day: filters.to,
            ...(filters.campaign && { p_campaign_id: filters.campaign }),
            ...(filters.group && { p_campaign_group_id: filters.group }),
          })
          .abortSignal(signal),
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

// One workspace as the kill switch sees it, and the acts on it.
import type { FreezeAnswer, FreezeStatus, Reactivate, UnfreezeAnswer } from "@contracts/freeze.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useDeskChanged } from "@/lib/desk.ts";
import { useAuth, useServices } from "@/lib/services.tsx";
import { maybeRow, rows } from "@/lib/supabase.ts";

const WATCH_MS = 1_000;

/** Watched while stages or commands are under way. */
export function useFreezeStatus(workspaceId: string | undefined) {
  const { api } = useServices();
  return useQuery({
    queryKey: ["admin", "freeze", workspaceId],
    enabled: workspaceId !== undefined,
    queryFn: ({ signal }) =>
      api<FreezeStatus>("freeze-workspace", { query: { workspace_id: workspaceId }, signal }),
    refetchInterval: ({ state }) => {
      const moves =
        (state.data?.frozen && state.data.pending.length > 0) ||
        state.data?.commands.some(({ status }) => status === "open" || status === "running");
      return moves ? WATCH_MS : false;
    },
  });
}

export function useFreezeActs(workspaceId: string) {
  const { api } = useServices();
  const onSettled = useDeskChanged();
  return {
    freeze: useMutation({
      mutationFn: (reason: string) =>
        api<FreezeAnswer>("freeze-workspace", { body: { workspace_id: workspaceId, reason } }),
      onSettled,
    }),
    unfreeze: useMutation({
      mutationFn: (reactivate: Reactivate | null) =>
        api<UnfreezeAnswer>("freeze-workspace", {
          method: "DELETE",
          query: {
            workspace_id: workspaceId,
            reactivate: Array.isArray(reactivate) ? reactivate.join(",") : reactivate,
          },
        }),
      onSettled,
    }),
    /** Of an open workspace: starts what its last freeze switched off. */
    start: useMutation({
      mutationFn: (reactivate: Reactivate) =>
        api<Pick<UnfreezeAnswer, "reactivating">>("freeze-workspace/reactivate", {
          body: { workspace_id: workspaceId, reactivate },
        }),
      onSettled,
    }),
  };
}

/** The caller's own grant of this workspace that lasts longest, null without one, and what opens and closes it. */
export function useBreakGlass(workspaceId: string) {
  const { supabase } = useServices();
  const { user } = useAuth();
  const onSettled = useDeskChanged();
  return {
    grant: useQuery({
      queryKey: ["admin", "my-grant", workspaceId, user?.id],
      queryFn: ({ signal }) =>
        maybeRow(
          supabase
            .schema("genesis")
            .from("break_glass_grants")
            .select("reason, expires_at")
            .eq("workspace_id", workspaceId)
            .eq("user_id", user?.id ?? "")
            .is("revoked_at", null)
            .gt("expires_at", new Date().toISOString())
            .order("expires_at", { ascending: false })
            .limit(1)
            .abortSignal(signal)
            .maybeSingle(),
        ),
    }),
    open: useMutation({
      mutationFn: (reason: string) =>
        rows(supabase.rpc("admin_open_workspace", { p_workspace_id: workspaceId, p_reason: reason })),
      onSettled,
    }),
    close: useMutation({
      mutationFn: () => rows(supabase.rpc("admin_close_workspace", { p_workspace_id: workspaceId })),
      onSettled,
    }),
  };
}

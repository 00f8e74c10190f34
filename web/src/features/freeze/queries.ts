// One workspace as the kill switch sees it, and the acts on it.
import type { FreezeAnswer, FreezeStatus, UnfreezeAnswer } from "@contracts/freeze.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useDeskChanged } from "@/lib/desk.ts";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";

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
  const { api, supabase } = useServices();
  const onSettled = useDeskChanged();
  return {
    freeze: useMutation({
      mutationFn: (reason: string) =>
        api<FreezeAnswer>("freeze-workspace", { body: { workspace_id: workspaceId, reason } }),
      onSettled,
    }),
    unfreeze: useMutation({
      /** `true`: all that the freeze switched off; a list of campaigns; null: nothing. */
      mutationFn: (reactivate: true | readonly string[] | null) =>
        api<UnfreezeAnswer>("freeze-workspace", {
          method: "DELETE",
          query: {
            workspace_id: workspaceId,
            reactivate: reactivate === null ? undefined : reactivate === true ? true : reactivate.join(","),
          },
        }),
      onSettled,
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

import type { LaunchPlan, LaunchStatus } from "@contracts/launch.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useServices } from "@/lib/services.tsx";
import { isRunning } from "./steps.ts";

const planKey = (workspaceId: string) => ["w", workspaceId, "launch", "plan"] as const;
const statusKey = (workspaceId: string) => ["w", workspaceId, "launch", "status"] as const;
const POLL_MS = 1_000;

/** The dry run. Asked anew whenever the page opens: a stage may have been done in another tab. */
export function useLaunchPlan(workspaceId: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: planKey(workspaceId),
    queryFn: ({ signal }) => api<LaunchPlan>("launch/plan", { query: { workspace_id: workspaceId }, signal }),
    staleTime: 0,
  });
}

/** The run and its trail, asked every second while it runs and never otherwise. */
export function useLaunchStatus(workspaceId: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: statusKey(workspaceId),
    queryFn: ({ signal }) =>
      api<LaunchStatus>("launch/status", { query: { workspace_id: workspaceId }, signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (isRunning(state.data?.state) ? POLL_MS : false),
  });
}

/** Launch, retry and cancel. Whatever they answer, state and plan are read again: somebody may have been faster. */
export function useLaunchActs(workspaceId: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  const key = statusKey(workspaceId);
  const body = { workspace_id: workspaceId };
  const onSettled = () =>
    Promise.all([key, planKey(workspaceId)].map((queryKey) => queries.invalidateQueries({ queryKey })));
  return {
    start: useMutation({
      mutationFn: (path: "launch" | "launch/retry") => api<{ state?: LaunchStatus }>(path, { body }),
      onSuccess: ({ state }) => {
        if (state) queries.setQueryData(key, state);
      },
      onSettled,
    }),
    cancel: useMutation({ mutationFn: () => api("launch/cancel", { body }), onSettled }),
  };
}

import type { TokenState } from "@contracts/webhook-token.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useServices } from "@/lib/services.tsx";
import { isUnderWay } from "./token-words.ts";

const PATH = "onboarding/webhook-token";
const POLL_MS = 1_500;
const keyOf = (workspaceId: string) => ["w", workspaceId, "webhook-token"] as const;

/** How the webhook token is; asked again while it is on its way, and never otherwise. */
export function useTokenState(workspaceId: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: keyOf(workspaceId),
    queryFn: ({ signal }) => api<TokenState>(PATH, { query: { workspace_id: workspaceId }, signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (isUnderWay(state.data?.handing) ? POLL_MS : false),
  });
}

/** A new token, or, after one was not handed over, the same again. Nobody is shown it. */
export function useRotateToken(workspaceId: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api<{ again: boolean }>(PATH, { body: { workspace_id: workspaceId } }),
    // Also after a refusal: somebody may have been faster. Waited for, so that its button is gone with its dialog.
    onSettled: () => queries.invalidateQueries({ queryKey: keyOf(workspaceId) }),
  });
}

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";

const keyOf = (workspaceId: string) => ["w", workspaceId, "keys"] as const;

/** The workspace's API keys, newest first, revoked ones too. */
export function useKeys(workspaceId: string, enabled: boolean) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: keyOf(workspaceId),
    queryFn: ({ signal }) =>
      rows(
        supabase
          .from("workspace_keys")
          .select("id, name, prefix, created_at, last_used_at, revoked_at")
          .eq("workspace_id", workspaceId)
          .order("created_at", { ascending: false })
          .abortSignal(signal),
      ),
    enabled,
  });
}

export type ApiKey = NonNullable<ReturnType<typeof useKeys>["data"]>[number];

export interface NewKey {
  id: string;
  name: string;
  prefix: string;
  created_at: string;
  /** Shown this once. */
  key: string;
}

export function useKeyChanges(workspaceId: string) {
  const { supabase } = useServices();
  const queries = useQueryClient();
  // Not waited for: what was done is said before the list is read again.
  const onSettled = () => {
    void queries.invalidateQueries({ queryKey: keyOf(workspaceId) });
  };
  return {
    create: useMutation({
      mutationFn: async (name: string) =>
        (await rows(
          supabase.rpc("create_api_key", { p_workspace_id: workspaceId, p_name: name }),
        )) as unknown as NewKey,
      onSettled,
      // The key must not stay in memory longer than its dialog.
      gcTime: 0,
    }),
    revoke: useMutation({
      mutationFn: (keyId: string) =>
        rows(supabase.rpc("revoke_api_key", { p_workspace_id: workspaceId, p_key_id: keyId })),
      onSettled,
    }),
  };
}

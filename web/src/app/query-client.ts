import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/lib/api/error.ts";
import { isRetryable } from "@/lib/api/explain.ts";
import { WORKSPACE_KEY } from "@/lib/workspace.tsx";

/** A refused call tells of a freeze sooner than the watch does: the workspace is read anew at once. */
export function noticeFreeze(client: QueryClient, error: unknown): void {
  if (error instanceof ApiError && error.code === "workspace_frozen") {
    void client.invalidateQueries({ queryKey: WORKSPACE_KEY });
  }
}

export function makeQueryClient(): QueryClient {
  // What goes by way of PostgREST; calls of functions are heard in the api client (main.tsx).
  const noticed = (error: unknown) => noticeFreeze(client, error);
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticed }),
    mutationCache: new MutationCache({ onError: noticed }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && isRetryable(error),
        // A page that was opened before the network went says so, rather than waiting silently for it.
        networkMode: "always",
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  return client;
}

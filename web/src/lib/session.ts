// The signed-in person: who he is here, his workspaces and the invitations that wait for him.
import { useQuery } from "@tanstack/react-query";
import type { Role } from "./roles.ts";
import { useAuth, useServices } from "./services.tsx";
import { rows } from "./supabase.ts";

export interface MyWorkspace {
  workspace_id: string;
  slug: string;
  name: string;
  role: Role;
  plan: string;
  status: "active" | "frozen";
  freeze_reason: string | null;
  time_zone: string;
}

export interface Session {
  user: { user_id: string; email: string | null; name: string | null; is_operator: boolean };
  workspaces: MyWorkspace[];
  invitations: {
    invite_id: string;
    workspace_id: string;
    workspace_name: string;
    role: Role;
    expires_at: string;
  }[];
}

export const SESSION_KEY = ["session"] as const;

/** `public.sign_in()`: makes or refreshes the person's row at the same time. */
export function useSession() {
  const { supabase } = useServices();
  const { user } = useAuth();
  return useQuery({
    queryKey: [...SESSION_KEY, user?.id],
    queryFn: async ({ signal }) =>
      (await rows(supabase.rpc("sign_in").abortSignal(signal))) as unknown as Session,
    enabled: user !== null,
    staleTime: 60_000,
  });
}

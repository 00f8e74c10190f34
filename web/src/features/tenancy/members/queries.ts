// Members and open invitations of a workspace, and what changes them.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Role } from "@/lib/roles.ts";
import { useServices } from "@/lib/services.tsx";
import { rows } from "@/lib/supabase.ts";

export interface Member {
  user_id: string;
  role: Role;
  created_at: string;
  email: string | null;
  name: string | null;
}

const keyOf = (workspaceId: string, what: "members" | "invites") => ["w", workspaceId, what] as const;

export function useMembers(workspaceId: string) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: keyOf(workspaceId, "members"),
    queryFn: async ({ signal }): Promise<Member[]> => {
      const memberships = await rows(
        supabase
          .from("user_workspaces")
          .select("user_id, role, created_at")
          .eq("workspace_id", workspaceId)
          .order("created_at")
          .abortSignal(signal),
      );
      // No foreign key joins the two: Clerk's ids come from outside.
      const ids = memberships.map(({ user_id }) => user_id);
      const people = await rows(
        supabase.from("users").select("user_id, email, name").in("user_id", ids).abortSignal(signal),
      );
      const known = new Map(people.map((person) => [person.user_id, person]));
      return memberships.map((membership) => ({
        ...membership,
        role: membership.role as Role,
        email: known.get(membership.user_id)?.email ?? null,
        name: known.get(membership.user_id)?.name ?? null,
      }));
    },
  });
}

/** Those that can still be accepted, and those that have run out since. */
export function useInvites(workspaceId: string) {
  const { supabase } = useServices();
  return useQuery({
    queryKey: keyOf(workspaceId, "invites"),
    queryFn: async ({ signal }) => {
      const invites = await rows(
        supabase
          .from("workspace_invites")
          .select("id, email, role, created_at, expires_at")
          .eq("workspace_id", workspaceId)
          .is("accepted_at", null)
          .is("revoked_at", null)
          .order("created_at", { ascending: false })
          .abortSignal(signal),
      );
      return invites.map((invite) => ({ ...invite, role: invite.role as Role }));
    },
  });
}

export interface NewInvite {
  invite_id: string;
  email: string;
  role: Role;
  expires_at: string;
  /** Shown this once. */
  token: string;
}

export function useMemberChanges(workspaceId: string) {
  const { supabase } = useServices();
  const queries = useQueryClient();
  // Not waited for: what was done is said before the list is read again.
  const changes = (what: "members" | "invites") => () => {
    void queries.invalidateQueries({ queryKey: keyOf(workspaceId, what) });
  };
  return {
    setRole: useMutation({
      mutationFn: ({ userId, role }: { userId: string; role: Role }) =>
        rows(
          supabase.rpc("set_member_role", { p_workspace_id: workspaceId, p_user_id: userId, p_role: role }),
        ),
      onSettled: changes("members"),
    }),
    remove: useMutation({
      mutationFn: (userId: string) =>
        rows(supabase.rpc("remove_member", { p_workspace_id: workspaceId, p_user_id: userId })),
      onSettled: changes("members"),
    }),
    invite: useMutation({
      mutationFn: async ({ email, role }: { email: string; role: Role }) =>
        (await rows(
          supabase.rpc("invite_member", { p_workspace_id: workspaceId, p_email: email, p_role: role }),
        )) as unknown as NewInvite,
      onSettled: changes("invites"),
    }),
    revoke: useMutation({
      mutationFn: (inviteId: string) =>
        rows(supabase.rpc("revoke_invite", { p_workspace_id: workspaceId, p_invite_id: inviteId })),
      onSettled: changes("invites"),
    }),
  };
}

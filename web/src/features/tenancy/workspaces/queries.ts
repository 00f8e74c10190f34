// Joining a workspace by an invitation: by the link's token, or by one that waits for the person's own address.
import { useQueryClient } from "@tanstack/react-query";
import { toast } from "@/components/toast.tsx";
import { useServices } from "@/lib/services.tsx";
import { type MyWorkspace, SESSION_KEY, type Session } from "@/lib/session.ts";
import { rows } from "@/lib/supabase.ts";

export type Invitation = Session["invitations"][number];

export function useInvitationActs() {
  const { supabase } = useServices();
  const queries = useQueryClient();

  /** Resolves with the workspace joined, once the session knows of it. */
  async function joined(membership: {
    workspace_id: string;
    role: string;
  }): Promise<MyWorkspace | undefined> {
    await queries.refetchQueries({ queryKey: SESSION_KEY });
    const mine = queries
      .getQueriesData<Session>({ queryKey: SESSION_KEY })
      .flatMap(([, session]) => session?.workspaces ?? []);
    const there = mine.find(({ workspace_id }) => workspace_id === membership.workspace_id);
    toast(there ? `You joined ${there.name}` : "You joined the workspace", {
      about: `Your role is ${there?.role ?? membership.role}.`,
    });
    return there;
  }

  return {
    acceptLink: async (token: string) =>
      joined(await rows(supabase.rpc("accept_invite", { p_token: token }))),
    accept: async ({ invite_id }: Invitation) =>
      joined(await rows(supabase.rpc("accept_invite_by_id", { p_invite_id: invite_id }))),
    async decline({ invite_id, workspace_name }: Invitation) {
      await rows(supabase.rpc("decline_invite", { p_invite_id: invite_id }));
      await queries.refetchQueries({ queryKey: SESSION_KEY });
      toast(`You declined the invitation to ${workspace_name}`);
    },
  };
}

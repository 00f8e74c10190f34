import { useQueryClient } from "@tanstack/react-query";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { toast } from "@/components/toast.tsx";
import { useServices } from "@/lib/services.tsx";
import { type MyWorkspace, SESSION_KEY } from "@/lib/session.ts";
import { rows } from "@/lib/supabase.ts";

interface Props {
  /** Null: closed. */
  workspace: MyWorkspace | null;
  onClose: () => void;
}

export function LeaveWorkspace({ workspace, onClose }: Props) {
  const { supabase } = useServices();
  const queries = useQueryClient();
  if (!workspace) return null;
  const { workspace_id, name, slug } = workspace;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Leave ${name}?`}
      action="Leave workspace"
      phrase={slug}
      onConfirm={async () => {
        await rows(supabase.rpc("leave_workspace", { p_workspace_id: workspace_id }));
        await queries.invalidateQueries({ queryKey: SESSION_KEY });
        toast(`You left ${name}`);
      }}
    >
      You lose access at once. The workspace goes on without you; to come back you need an invitation.
    </ConfirmDialog>
  );
}

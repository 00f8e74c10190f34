import type { TokenState } from "@contracts/webhook-token.ts";
import { ConfirmDialog } from "@/components/confirm-dialog.tsx";
import { plural } from "@/lib/format/index.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { useRotateToken } from "./queries.ts";
import type { TokenAct } from "./token-words.ts";

interface Props {
  /** Null: closed. */
  act: TokenAct | null;
  state: TokenState;
  onClose: () => void;
}

export function RotateDialog({ act, state, onClose }: Props) {
  const workspace = useWorkspace();
  const rotate = useRotateToken(workspace.id);
  if (act === null) return null;
  const overlap = plural(state.overlap_hours, "hour");
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={act === "again" ? "Hand the token over again?" : "Rotate the webhook token?"}
      action={act === "again" ? "Hand over again" : "Rotate token"}
      onConfirm={() => rotate.mutateAsync()}
    >
      {act === "again" ? (
        <p>The server is asked once more to put the token of now into n8n. No new one is made.</p>
      ) : (
        <div className="flex flex-col gap-2">
          <p>
            {state.handing === "no_server"
              ? "Genesis makes a new token and keeps it for the next launch, which gives it to n8n."
              : "Genesis makes a new token and gives it to n8n. Workflows go on meanwhile."}
          </p>
          <p>
            The token of now stays valid for {overlap}, so that nothing is lost on the way. After that, a
            script of your own that sends it is refused: nobody is shown the new one.
          </p>
        </div>
      )}
    </ConfirmDialog>
  );
}

import { isPending, LOCAL_MODE } from "../../_shared/droplets/mod.ts";
import type { Step } from "./step.ts";

export const rollbackDroplet: Step = async ({ droplets, message }) => {
  const { workspace_id: workspaceId, state } = message;
  // The machine is its owner's and stays, also when this installation no longer offers local mode.
  if (state.mode === LOCAL_MODE) return { done: { droplet: "gone" } };
  // A mode that nothing here provisions is refused in the first step, and would be refused here for ever.
  if (!state.may_have_droplet) return { done: { droplet: "never asked for" } };
  const answer = await droplets(state.mode).terminate(state.droplet_id, { workspaceId, slug: state.slug });
  return isPending(answer) ? { againInS: answer.againInS } : { done: { droplet: "gone" } };
};

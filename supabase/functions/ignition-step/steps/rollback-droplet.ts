import { isPending } from "../../_shared/droplets/mod.ts";
import type { Step } from "./step.ts";

export const rollbackDroplet: Step = async ({ droplets, message }) => {
  const { workspace_id: workspaceId, state } = message;
  const answer = await droplets(state.mode).terminate(state.droplet_id, { workspaceId, slug: state.slug });
  return isPending(answer) ? { againInS: answer.againInS } : { done: { droplet: "gone" } };
};

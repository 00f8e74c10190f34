import { isPending } from "../../_shared/droplets/mod.ts";
import type { Step } from "./step.ts";

export const dropletProvisioning: Step = async ({ droplets, message }) => {
  const { workspace_id: workspaceId, state } = message;
  const droplet = await droplets(state.mode).provision({ workspaceId, slug: state.slug });
  if (isPending(droplet)) return { againInS: droplet.againInS };
  const { id, ip, sidecarUrl } = droplet;
  return { done: { droplet_id: id, droplet_ip: ip, sidecar_url: sidecarUrl, webhook_url: sidecarUrl } };
};

// n8n and sidecar on the machine that Genesis itself runs on: nothing is made, only found.
import type { Settings } from "../env.ts";
import { PermanentError } from "../errors/mod.ts";
import type { DropletFactory } from "./factory.ts";

/** The mode, and the id of its one droplet. */
export const LOCAL_MODE = "local";

/** Where a sidecar is looked for that no setting places. */
export const LOCAL_SIDECAR_PORT = 4100;

/**
 * LOCAL_SIDECAR_URL, else the sidecar's usual port at LOCAL_N8N_IP. `{workspace_id}` in the URL stands for the
 * workspace, for a machine that runs several sidecars behind one address. Throws PermanentError without LOCAL_MODE.
 */
export function createLocalFactory(settings: Settings): DropletFactory {
  if (!settings.flag("LOCAL_MODE")) {
    throw new PermanentError("local_mode_off", "Local mode is not offered here: LOCAL_MODE is not true");
  }
  const ip = settings.optional("LOCAL_N8N_IP") ?? "127.0.0.1";
  const url = settings.optional("LOCAL_SIDECAR_URL") ?? `http://${ip}:${LOCAL_SIDECAR_PORT}`;
  return {
    mode: LOCAL_MODE,
    provision: async ({ workspaceId }) => ({
      id: LOCAL_MODE,
      ip,
      sidecarUrl: url.replaceAll("{workspace_id}", workspaceId).replace(/\/+$/, ""),
    }),
    // The machine stays; what was made on it was unmade by the steps before.
    terminate: async () => ({ gone: true }),
  };
}

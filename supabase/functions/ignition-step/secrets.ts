// The Secrets port over the vault.
import type { Credentials, Envelope } from "../_shared/vault/mod.ts";
import { fenceOf } from "./database.ts";
import type { Secrets } from "./ports.ts";

/** Who the audit log names for what ignition stores and removes. */
const ACTOR = "system";

export const createSecrets = (credentials: Credentials): Secrets => ({
  open: (workspaceId, { id, type, envelope }) =>
    credentials.open(workspaceId, { id, type, envelope: envelope as Envelope }),
  async put(workspaceId, type, name, secret, message) {
    const fence = message && fenceOf(message);
    await credentials.put({ workspaceId, type, name, secret, actor: ACTOR, fence });
  },
  async remove(workspaceId, id, message) {
    await credentials.remove(workspaceId, id, ACTOR, message && fenceOf(message));
  },
});

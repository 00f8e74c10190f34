// The webhook token of an unfreeze: made here, sealed for the vault's one webhook credential, known to SQL by its hash.
import { newWebhookToken, sha256Hex } from "../_shared/auth/mod.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { checkCanary, type Envelope, type Vault } from "../_shared/vault/mod.ts";

const TYPE = "webhook";

export interface NewToken {
  value: string;
  hash: string;
  /** Sealed for the row with this id, and no other. */
  sealedFor(id: string): Promise<{ id: string; envelope: Envelope; key_id: string }>;
}

/** Throws VaultError when the master key is not the one that seals this project's secrets. */
export async function makeToken(rpc: Rpc, vault: Vault, workspaceId: string): Promise<NewToken> {
  await checkCanary(rpc, vault);
  const token = newWebhookToken();
  const plain = new TextEncoder().encode(JSON.stringify({ token }));
  return {
    value: token,
    hash: sha256Hex(token),
    async sealedFor(id) {
      const envelope = await vault.seal({ workspaceId, type: TYPE, rowId: id }, plain);
      return { id, envelope, key_id: envelope.key_id };
    },
  };
}

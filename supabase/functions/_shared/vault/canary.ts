// A known text sealed with each master key: a function with a wrong key refuses to serve when it starts, rather than
// failing at the first mail.
import type { Rpc } from "../db/client.ts";
import { VaultError } from "./errors.ts";
import { createVault, type SecretPlace, type Vault } from "./vault.ts";

const NIL = "00000000-0000-0000-0000-000000000000";
const PLACE: SecretPlace = { workspaceId: NIL, type: "canary", rowId: NIL };
const TEXT = "genesis-vault-canary-v1";

async function sings(vault: Vault, envelope: unknown): Promise<boolean> {
  try {
    return new TextDecoder().decode(await vault.open(PLACE, envelope)) === TEXT;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

/**
 * Passes when the current key's canary opens. A key without one is taken when it is the project's first, or when
 * ENCRYPTION_MASTER_KEY_PREVIOUS opens its own: a rotation. Else throws VaultError `wrong_master_key`. What the
 * database says when it is away is thrown as it is.
 */
export async function checkCanary(rpc: Rpc, vault: Vault): Promise<void> {
  const { current, previous } = vault.keys;
  const known = await rpc<unknown>("vault_canary", { p_key_id: current.id });
  if (known !== null) {
    if (await sings(vault, known)) return;
    throw new VaultError("wrong_master_key");
  }
  const earlier = previous && (await rpc<unknown>("vault_canary", { p_key_id: previous.id }));
  const rotates = earlier !== undefined && earlier !== null && (await sings(vault, earlier));
  const made = await createVault({ current }).seal(PLACE, new TextEncoder().encode(TEXT));
  const { status, envelope } = await rpc<{ status: number; envelope?: unknown }>("vault_canary_put", {
    p_key_id: current.id,
    p_envelope: made,
    p_known_key_id: rotates ? previous?.id : null,
  });
  if (status !== 200 || !(await sings(vault, envelope))) throw new VaultError("wrong_master_key");
}

// One SQL call unfreezes, after one that asks who is there: it stores the sealed token, makes it valid and asks for it to be handed to n8n, or none of it.
import type { FreezeStatus, Reactivate, UnfreezeAnswer } from "../_shared/contracts/freeze.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import type { Vault } from "../_shared/vault/mod.ts";
import { makeToken, storeToken } from "../_shared/vault/new-webhook-token.ts";
import { type Outcome, passed } from "./outcome.ts";

export interface UnfreezeDeps {
  rpc: Rpc;
  /** Throws MissingSettings without a master key: a freeze needs none. */
  vault(): Vault;
}

export async function unfreeze(
  { rpc, vault }: UnfreezeDeps,
  workspaceId: string,
  actor: string,
  reactivate: Reactivate | null,
): Promise<UnfreezeAnswer> {
  const about = { p_workspace_id: workspaceId, p_actor: actor };
  // Sealing costs a key derivation: not for somebody who is refused anyway. The one call judges again, under the lock.
  const { frozen, sidecar } = passed(await rpc<Outcome<FreezeStatus>>("freeze_status", about));
  if (!frozen) throw new HttpError("not_frozen");
  const token = await makeToken(rpc, vault(), workspaceId);
  const said = await storeToken(token, (p_credential) =>
    rpc<Outcome<UnfreezeAnswer> & { id?: string }>("workspace_unfreeze", {
      ...about,
      p_token_hash: token.hash,
      p_credential,
      p_reactivate: reactivate,
    }),
  );
  // Nobody else would ever learn it: it is shown once, to be entered in an n8n that Genesis does not reach.
  return sidecar.registered ? passed(said) : { ...passed(said), webhook_token: token.value };
}

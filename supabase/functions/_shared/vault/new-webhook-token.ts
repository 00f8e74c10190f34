// A new webhook token: made here, sealed for the vault's one webhook credential, known to SQL by its hash.
import { newWebhookToken, sha256Hex } from "../auth/mod.ts";
import type { Rpc } from "../db/client.ts";
import { HttpError } from "../errors/mod.ts";
import { checkCanary } from "./canary.ts";
import type { Envelope } from "./envelope.ts";
import type { Vault } from "./vault.ts";

const TYPE = "webhook";
/** The row's id is told by the first refusal; a third would mean that it changes under our hands. */
const TRIES = 3;

/** As SQL takes it: sealed for the row with this id, and no other. */
export interface SealedToken {
  id: string;
  envelope: Envelope;
  key_id: string;
}

export interface NewToken {
  value: string;
  /** SHA-256 in hex. */
  hash: string;
  sealedFor(id: string): Promise<SealedToken>;
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

/** Tells SQL of the token; once more where it names the row that the workspace's webhook credential has already. */
export async function storeToken<T extends { status: number; code?: string; id?: string }>(
  token: NewToken,
  tell: (credential: SealedToken) => Promise<T>,
): Promise<T> {
  let id: string = crypto.randomUUID();
  for (let tries = 0; tries < TRIES; tries++) {
    const said = await tell(await token.sealedFor(id));
    // An envelope opens in its own row alone.
    if (said.status !== 409 || said.code !== "conflict" || !said.id) return said;
    id = said.id;
  }
  throw new HttpError("conflict");
}

// Takes a secret from a person and stores it sealed. The database judges the person's role in the transaction of the
// change; the plaintext is in this function's memory alone, and in no answer, log or error.
import type { CredentialType } from "../_shared/contracts/onboarding.ts";
import type { Rpc } from "../_shared/db/client.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import {
  checkCanary,
  createCredentials,
  type StoredCredential,
  type Vault,
  VaultError,
} from "../_shared/vault/mod.ts";
import { passed, type Saved } from "./outcome.ts";

export interface CredentialRow {
  id: string;
  type: string;
  name: string;
  last_four: string | null;
  validated_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface Place {
  workspaceId: string;
  /** The verified user id. */
  actor: string;
}

export interface CredentialDesk {
  /** Stores, or replaces the one of this type and name. */
  put(
    place: Place,
    credential: { type: CredentialType; name: string; secret: Record<string, unknown> },
  ): Promise<Saved & { credential: CredentialRow }>;
  remove(place: Place, id: string): Promise<Saved>;
  /** For a caller whose role is proven. Null for an unknown id, and for ignition's own. */
  open(workspaceId: string, id: string): Promise<{ sealed: StoredCredential; secret: unknown } | null>;
  /** The first of a type. */
  openType(workspaceId: string, type: CredentialType): Promise<unknown>;
  markValidated(place: Place, sealed: StoredCredential): Promise<void>;
}

/** The member whose last characters people may see: of keys alone, never of a password. */
const SHOWN: Readonly<Partial<Record<CredentialType, string>>> = {
  openai_api: "api_key",
  anthropic: "api_key",
  apify: "token",
  relevance_config: "api_key",
  google_cse: "key",
};
const SHORTEST_SHOWN = 12;

function lastFour(type: CredentialType, secret: Record<string, unknown>): string | null {
  const shown = secret[SHOWN[type] ?? ""];
  return typeof shown === "string" && shown.length >= SHORTEST_SHOWN ? shown.slice(-4) : null;
}

/** A wrong master key is the operator's to mend; what does not open for another reason has to be stored again. */
const told = (error: unknown): unknown => {
  if (!(error instanceof VaultError)) return error;
  return error.code === "wrong_master_key"
    ? new HttpError("not_configured", { cause: error })
    : new HttpError("conflict", {
        sentence: "The stored credential does not open: store it again",
        cause: error,
      });
};

/** For a promise's catch: throws what told() makes of a vault's error. */
export const asVaultFault = (error: unknown): never => {
  throw told(error);
};

export function createCredentialDesk(rpc: Rpc, vault: Vault): CredentialDesk {
  const credentials = createCredentials(rpc, vault);
  let checked: Promise<void> | undefined;
  // Once an isolate: a wrong key must not seal anything. A database that was away is asked again.
  const canary = (): Promise<void> => {
    checked ??= checkCanary(rpc, vault).catch((error) => {
      checked = undefined;
      return asVaultFault(error);
    });
    return checked;
  };
  const open = (workspaceId: string, sealed: StoredCredential): Promise<unknown> =>
    credentials.open<unknown>(workspaceId, sealed).catch(asVaultFault);
  return {
    async put({ workspaceId, actor }, { type, name, secret }) {
      await canary();
      const stored = await credentials.list(workspaceId);
      const id = stored.find((c) => c.type === type && c.name === name)?.id ?? crypto.randomUUID();
      // One salt a workspace and key, so that an isolate derives once.
      const like = stored.find((c) => c.key_id === vault.keys.current.id)?.envelope;
      // An empty field of a form is no value.
      const given = Object.fromEntries(
        Object.entries(secret).filter(([, v]) => v !== null && v !== undefined),
      );
      const plain = new TextEncoder().encode(JSON.stringify(given));
      const envelope = await vault.seal({ workspaceId, type, rowId: id }, plain, like);
      return passed(
        await rpc<Saved & { credential: CredentialRow }>("onboarding_credential_put", {
          p_workspace_id: workspaceId,
          p_actor: actor,
          p_id: id,
          p_type: type,
          p_name: name,
          p_envelope: envelope,
          p_last_four: lastFour(type, given),
          p_key_id: envelope.key_id,
        }),
      );
    },
    async remove({ workspaceId, actor }, id) {
      const args = { p_workspace_id: workspaceId, p_actor: actor, p_id: id };
      return passed(await rpc<Saved>("onboarding_credential_delete", args));
    },
    async open(workspaceId, id) {
      const sealed = (await credentials.list(workspaceId)).find((c) => c.id === id && c.type !== "webhook");
      return sealed ? { sealed, secret: await open(workspaceId, sealed) } : null;
    },
    async openType(workspaceId, type) {
      const [first] = await credentials.list(workspaceId, [type]);
      return first && open(workspaceId, first);
    },
    async markValidated({ workspaceId, actor }, { id, envelope }) {
      const args = { p_workspace_id: workspaceId, p_actor: actor, p_id: id, p_iv: envelope.iv };
      passed(await rpc<Saved>("onboarding_credential_validated", args));
    },
  };
}

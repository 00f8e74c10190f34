// The credentials of a workspace, stored sealed and opened for the step that needs them.
import type { Rpc } from "../db/client.ts";
import { HttpError, isErrorCode, RetryableError } from "../errors/mod.ts";
import { checkCanary } from "./canary.ts";
import type { Envelope } from "./envelope.ts";
import { VaultError } from "./errors.ts";
import type { Vault } from "./vault.ts";

export interface StoredCredential {
  id: string;
  type: string;
  name: string;
  key_id: string;
  last_four: string | null;
  envelope: Envelope;
}

export interface NewCredential {
  workspaceId: string;
  type: string;
  name: string;
  /** Becomes JSON; what opens gives back an equal value. */
  secret: unknown;
  /** The member whose last characters people may see; nothing of a secret shorter than 12 characters is shown. */
  showing?: string;
  /** A user id, for the audit log. */
  actor: string;
  fence?: StepFence;
}

/** For which attempt at a step of ignition it is done: when another has gone on since, nothing is changed. */
export interface StepFence {
  run_id: string;
  step: string;
  attempt: number;
  epoch?: number;
}

export interface Credentials {
  /** Stores, or replaces the one of this type and name; gives its id. Throws RetryableError for a step alone. */
  put(credential: NewCredential): Promise<string>;
  /** Sealed, all or of these types. */
  list(workspaceId: string, types?: string[]): Promise<StoredCredential[]>;
  /** The secret in clear, for the caller's eyes alone. Throws VaultError. */
  open<T>(workspaceId: string, credential: Pick<StoredCredential, "id" | "type" | "envelope">): Promise<T>;
  remove(workspaceId: string, id: string, actor: string, fence?: StepFence): Promise<boolean>;
}

interface Outcome {
  status: number;
  code?: string;
  [member: string]: unknown;
}

function passed(outcome: Outcome, fence?: StepFence): Outcome {
  if (outcome.status === 200) return outcome;
  if (fence && (outcome.code === "overtaken" || outcome.code === "workspace_frozen")) {
    throw new RetryableError(outcome.code, `The vault was not changed (${outcome.code})`);
  }
  throw new HttpError(isErrorCode(outcome.code) ? outcome.code : "internal_error");
}

const lastFour = (shown: string | undefined): string | null =>
  shown !== undefined && shown.length >= 12 ? shown.slice(-4) : null;

export function createCredentials(rpc: Rpc, vault: Vault): Credentials {
  let checked: Promise<void> | undefined;
  // Once an isolate: a wrong key must not seal anything. A database that was away is asked again.
  const canary = (): Promise<void> => {
    checked ??= checkCanary(rpc, vault).catch((error) => {
      if (!(error instanceof VaultError)) checked = undefined;
      throw error;
    });
    return checked;
  };
  const list: Credentials["list"] = async (workspaceId, types) => {
    const args = { p_workspace_id: workspaceId, p_types: types ?? null };
    return passed(await rpc<Outcome>("credential_envelopes", args)).credentials as StoredCredential[];
  };
  return {
    list,
    async put({ workspaceId, type, name, secret, showing, actor, fence }) {
      await canary();
      const stored = await list(workspaceId);
      const rowId = stored.find((c) => c.type === type && c.name === name)?.id ?? crypto.randomUUID();
      // One salt a workspace and key, so that an isolate derives once.
      const like = stored.find((c) => c.key_id === vault.keys.current.id)?.envelope;
      const plain = new TextEncoder().encode(JSON.stringify(secret));
      const envelope = await vault.seal({ workspaceId, type, rowId }, plain, like);
      passed(
        await rpc<Outcome>("credential_put", {
          p_workspace_id: workspaceId,
          p_id: rowId,
          p_type: type,
          p_name: name,
          p_envelope: envelope,
          p_last_four: lastFour(showing),
          p_key_id: envelope.key_id,
          p_actor: actor,
          ...(fence && { p_fence: fence }),
        }),
        fence,
      );
      return rowId;
    },
    async open<T>(
      workspaceId: string,
      { id, type, envelope }: Pick<StoredCredential, "id" | "type" | "envelope">,
    ) {
      await canary();
      const plain = await vault.open({ workspaceId, type, rowId: id }, envelope);
      return JSON.parse(new TextDecoder().decode(plain)) as T;
    },
    async remove(workspaceId, id, actor, fence) {
      const args = {
        p_workspace_id: workspaceId,
        p_id: id,
        p_actor: actor,
        ...(fence && { p_fence: fence }),
      };
      return passed(await rpc<Outcome>("credential_delete", args), fence).deleted === true;
    },
  };
}

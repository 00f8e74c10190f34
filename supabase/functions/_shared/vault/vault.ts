// Seals and opens secrets: AES-256-GCM under a key of the workspace's own, derived from the master key.
import { aesGcmOpen, aesGcmSeal, type Bytes, IV_BYTES, importAesKey, pbkdf2 } from "./crypto.ts";
import { type Envelope, readEnvelope, SALT_BYTES, toBase64 } from "./envelope.ts";
import { VaultError } from "./errors.ts";
import type { MasterKey, MasterKeys } from "./master-key.ts";

/** The row that a secret belongs to. It is the additional data, so that an envelope opens nowhere else. */
export interface SecretPlace {
  workspaceId: string;
  type: string;
  rowId: string;
}

export interface Vault {
  readonly keys: MasterKeys;
  /** `like`: an envelope of the same workspace, whose salt is taken when the current key sealed it. */
  seal(place: SecretPlace, secret: Bytes, like?: unknown): Promise<Envelope>;
  /** Throws VaultError. */
  open(place: SecretPlace, envelope: unknown): Promise<Bytes>;
}

export const PBKDF2_ROUNDS = 100_000;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** No part can hold a line break: two UUIDs and a known type. */
const additionalData = ({ workspaceId, type, rowId }: SecretPlace): Bytes =>
  utf8(["genesis-vault-v1", workspaceId.toLowerCase(), type, rowId.toLowerCase()].join("\n"));

/** Master key, then workspace id; the first has a fixed length, so that no two pairs look alike. */
function passwordOf(key: MasterKey, workspaceId: string): Bytes {
  const id = utf8(workspaceId.toLowerCase());
  const password = new Uint8Array(key.bytes.length + id.length);
  password.set(key.bytes);
  password.set(id, key.bytes.length);
  return password;
}

export function createVault(keys: MasterKeys): Vault {
  // For as long as the isolate lives: a derivation costs 50 ms of CPU, and a workspace has one salt a key.
  const derived = new Map<string, Promise<CryptoKey>>();
  const salts = new Map<string, Bytes>();

  function keyFor(master: MasterKey, workspaceId: string, salt: Bytes): Promise<CryptoKey> {
    const id = `${master.id} ${workspaceId.toLowerCase()} ${toBase64(salt)}`;
    const known = derived.get(id);
    if (known) return known;
    const key = pbkdf2(passwordOf(master, workspaceId), salt, PBKDF2_ROUNDS).then(importAesKey);
    key.catch(() => derived.delete(id));
    derived.set(id, key);
    return key;
  }

  function saltFor(workspaceId: string, like: unknown): Bytes {
    const id = workspaceId.toLowerCase();
    const parts = like === undefined ? undefined : readEnvelope(like);
    const salt =
      (parts?.key_id === keys.current.id ? parts.salt : salts.get(id)) ??
      crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    salts.set(id, salt);
    return salt;
  }

  return {
    keys,
    async seal(place, secret, like) {
      const salt = saltFor(place.workspaceId, like);
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const key = await keyFor(keys.current, place.workspaceId, salt);
      const { ciphertext, tag } = await aesGcmSeal(key, iv, additionalData(place), secret);
      const [b64salt, b64iv] = [toBase64(salt), toBase64(iv)];
      return {
        key_id: keys.current.id,
        salt: b64salt,
        iv: b64iv,
        tag: toBase64(tag),
        ciphertext: toBase64(ciphertext),
      };
    },
    async open(place, envelope) {
      const { key_id, salt, iv, tag, ciphertext } = readEnvelope(envelope);
      const master = [keys.current, keys.previous].find((key) => key?.id === key_id);
      if (!master) throw new VaultError("unknown_key");
      const key = await keyFor(master, place.workspaceId, salt);
      try {
        return await aesGcmOpen(key, iv, additionalData(place), { ciphertext, tag });
      } catch {
        // WebCrypto's own error says no more.
        throw new VaultError("does_not_open");
      }
    },
  };
}

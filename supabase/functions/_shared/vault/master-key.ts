// ENCRYPTION_MASTER_KEY and ENCRYPTION_MASTER_KEY_PREVIOUS: 32 bytes each, as 64 hexadecimal digits.
import { sha256Hex } from "../auth/hash.ts";
import { MissingSettings, type Settings } from "../env.ts";
import type { Bytes } from "./crypto.ts";

export interface MasterKey {
  /** Says which key sealed an envelope, and nothing of the key: 16 hexadecimal digits of a hash. */
  readonly id: string;
  readonly bytes: Bytes;
}

export interface MasterKeys {
  /** Seals, and opens what it sealed. */
  readonly current: MasterKey;
  /** Opens only. */
  readonly previous?: MasterKey;
}

function parse(name: string, value: string): MasterKey {
  const hex = value.toLowerCase();
  // Anything else is as good as unset: a shorter key would be weaker without a sign of it.
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new MissingSettings([name]);
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return { id: sha256Hex(`genesis-vault-key-id-v1\n${hex}`).slice(0, 16), bytes };
}

/** Throws MissingSettings for a key that is absent or malformed. */
export function readMasterKeys(settings: Settings): MasterKeys {
  const current = parse("ENCRYPTION_MASTER_KEY", settings.required("ENCRYPTION_MASTER_KEY"));
  const previous = settings.optional("ENCRYPTION_MASTER_KEY_PREVIOUS");
  if (previous === undefined) return { current };
  return { current, previous: parse("ENCRYPTION_MASTER_KEY_PREVIOUS", previous) };
}

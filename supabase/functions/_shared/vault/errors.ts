// Why the vault did not open or seal. No message carries a secret, a key or an envelope.

const SENTENCES = {
  not_an_envelope: "The stored value is no envelope of this vault",
  unknown_key: "The envelope was sealed with a master key that is not set here",
  does_not_open: "The envelope does not open: it was changed, or belongs to another row",
  wrong_master_key: "ENCRYPTION_MASTER_KEY is not the key that this project's secrets were sealed with",
} as const;

export type VaultErrorCode = keyof typeof SENTENCES;

/** Permanent, all of them: the same call will fail again. */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode) {
    super(SENTENCES[code]);
    this.name = "VaultError";
    this.code = code;
  }
}

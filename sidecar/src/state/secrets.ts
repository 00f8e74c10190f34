// Private keys and n8n's credentials: one file, mode 0600, replaced as a whole (written beside, synced, renamed).
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { JWK } from "jose";

export interface Secrets {
  readonly sign_key?: JWK;
  readonly seal_key?: JWK;
  readonly owner_password?: string;
  readonly api_key?: string;
  /** n8n's session cookie: kept, because n8n allows five logins a minute. */
  readonly cookie?: string;
}

export interface SecretsFile {
  read(): Secrets;
  /** Adds to what is there; returns the whole. */
  add(more: Secrets): Secrets;
}

export function openSecrets(stateDir: string): SecretsFile {
  const path = join(stateDir, "secrets.json");
  let current: Secrets = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Secrets) : {};
  return {
    read: () => current,
    add(more) {
      const next = { ...current, ...more };
      const file = openSync(`${path}.new`, "w", 0o600);
      writeSync(file, JSON.stringify(next));
      fsyncSync(file);
      closeSync(file);
      renameSync(`${path}.new`, path);
      current = next;
      return next;
    },
  };
}

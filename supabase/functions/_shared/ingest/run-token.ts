// A run token proves that traffic comes from a sandbox run; only its hash reaches the database.
import { sha256Hex } from "../auth/mod.ts";

export type WithRunTokenHash<T> = Omit<T, "run_token"> & { run_token_hash?: string };

/** The item with its run token's hash in the place of the token. */
export function hashRunToken<T extends { run_token?: string }>(item: T): WithRunTokenHash<T> {
  const { run_token, ...rest } = item;
  return run_token === undefined ? rest : { ...rest, run_token_hash: sha256Hex(run_token) };
}

// Rates of what is no ingestion, kept in the same buckets of the database (genesis.rate_limits).
import type { Rpc } from "./db/client.ts";
import { HttpError } from "./errors/mod.ts";

/**
 * `client`: a caller's address, shared with ingestion. `outside`: what a workspace's wizard asks of others' servers.
 * Throws 429 rate_limited with Retry-After when that many are not left.
 */
export async function charge(rpc: Rpc, what: "client" | "outside", key: string, asked = 1): Promise<void> {
  const args = { p_what: what, p_key: key, p_asked: asked };
  const { status, retry_after } = await rpc<{ status: number; retry_after?: number }>("rate_charge", args);
  if (status === 429) throw new HttpError("rate_limited", { retryAfter: retry_after });
  if (status !== 200) throw new HttpError("internal_error");
}

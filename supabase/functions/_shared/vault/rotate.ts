// Re-encrypts what another key than the current one sealed: row by row, each its own transaction, so that it may stop
// anywhere and be started again.
import type { Rpc } from "../db/client.ts";
import { checkCanary } from "./canary.ts";
import type { Envelope } from "./envelope.ts";
import { VaultError } from "./errors.ts";
import type { Vault } from "./vault.ts";

interface Row {
  workspace_id: string;
  id: string;
  type: string;
  key_id: string;
  envelope: Envelope;
  /** One of the workspace's that the current key sealed already: its salt is taken. */
  sealed: Envelope | null;
}

export interface RotationReport {
  /** Rows sealed anew by this run. */
  resealed: number;
  /** Rows that neither key opens, or that were changed: they stay as they are. */
  failed: { workspace_id: string; id: string; type: string; reason: string }[];
  /** Rows still sealed with another key; ENCRYPTION_MASTER_KEY_PREVIOUS may go when it is 0. */
  remaining: number;
}

export interface RotateOptions {
  batch?: number;
  /** After each row. */
  onProgress?: (report: RotationReport) => void;
  /** Asked before each row; true ends the run there. */
  stop?: () => boolean;
}

async function resealRow(rpc: Rpc, vault: Vault, row: Row): Promise<boolean> {
  const place = { workspaceId: row.workspace_id, type: row.type, rowId: row.id };
  const envelope = await vault.seal(place, await vault.open(place, row.envelope), row.sealed ?? undefined);
  const { changed } = await rpc<{ changed?: boolean }>("credential_reseal", {
    p_workspace_id: row.workspace_id,
    p_id: row.id,
    p_old_key_id: row.key_id,
    p_old_iv: row.envelope.iv,
    p_envelope: envelope,
    p_key_id: vault.keys.current.id,
  });
  return changed === true;
}

/** Throws VaultError `wrong_master_key` before anything is touched. */
export async function rotate(
  rpc: Rpc,
  vault: Vault,
  { batch = 50, onProgress, stop = () => false }: RotateOptions = {},
): Promise<RotationReport> {
  await checkCanary(rpc, vault);
  const report: RotationReport = { resealed: 0, failed: [], remaining: 0 };
  const next = (after?: Row) =>
    rpc<{ remaining: number; credentials: Row[] }>("credential_rotation_batch", {
      p_key_id: vault.keys.current.id,
      p_limit: batch,
      p_after_workspace: after?.workspace_id ?? null,
      p_after_id: after?.id ?? null,
    });

  for (let found = await next(); ; found = await next(found.credentials.at(-1))) {
    report.remaining = found.remaining;
    for (const row of found.credentials) {
      if (stop()) return report;
      try {
        if (await resealRow(rpc, vault, row)) {
          report.resealed++;
          report.remaining--;
        }
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        const { workspace_id, id, type } = row;
        report.failed.push({ workspace_id, id, type, reason: error.code });
      }
      onProgress?.(report);
    }
    if (found.credentials.length < batch) break;
  }
  // Counted anew: others store and delete meanwhile.
  report.remaining = (await next()).remaining;
  if (report.remaining === 0) await rpc("vault_canary_retire", { p_key_id: vault.keys.current.id });
  return report;
}

// Takes out of n8n exactly what the map says was made, or may have been made, for the workspace.
import { isPending, LOCAL_MODE } from "../_shared/droplets/mod.ts";
import { PermanentError } from "../_shared/errors/mod.ts";
import type { Target } from "../_shared/sidecar/mod.ts";
import type { MapKind, MapRow } from "./ports.ts";
import { isTimeForMore, lasting, type StepContext, type StepOutcome, targetOf } from "./steps/step.ts";

type Removal = "DEACTIVATE_WORKFLOW" | "DELETE_WORKFLOW" | "DELETE_CREDENTIAL";

/** A row without n8n's id: the process died before it was kept, and the object may be there under its map id. */
const targetOfRow = ({ id, n8n_id }: MapRow): Target => (n8n_id ? { n8n_id } : { map_id: id });

/** Not there: somebody removed it in n8n, or it was never made. That is what was wanted. */
const isGone = (error: unknown): boolean => error instanceof PermanentError && error.code === "not_found";

/**
 * In local mode the sidecar is where the settings say now: its owner may have started it anew elsewhere, and what was
 * left by a rollback that did not reach the old one must not be left for good. Undefined when they do not say.
 */
async function placeNow({ droplets, message }: StepContext): Promise<string | undefined> {
  const { workspace_id: workspaceId, state } = message;
  if (state.mode !== LOCAL_MODE) return undefined;
  try {
    const place = await droplets(state.mode).provision({ workspaceId, slug: state.slug });
    return isPending(place) ? undefined : place.sidecarUrl;
  } catch {
    return undefined; // local mode is no longer offered: the place that is known must do
  }
}

export async function unmake(
  context: StepContext,
  kind: MapKind,
  removals: readonly Removal[],
): Promise<StepOutcome> {
  const { db, message } = context;
  const id = message.workspace_id;
  const rows = await db.mapList(id, kind);
  if (rows.length === 0) return { done: { removed: 0 } };
  const assembled = await db.assemble(id);
  const url = (await placeNow(context)) ?? assembled.sidecar_url;
  if (!url) {
    // Its droplet is gone, and with it all that was on it.
    for (const row of rows) await db.mapRemoved(message, row.id);
    return { done: { removed: rows.length, warning: "The sidecar is gone with its droplet." } };
  }
  const target = targetOf({ ...assembled, sidecar_url: url });
  let removed = 0;
  for (const row of rows.toReversed()) {
    if (!isTimeForMore(context)) return { againInS: 0 };
    for (const action of removals) {
      try {
        const sidecar = context.sidecarFor(message);
        await sidecar.command(target, action, targetOfRow(row), lasting(context, { removing: true }));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }
    await db.mapRemoved(message, row.id);
    removed++;
  }
  return { done: { removed } };
}

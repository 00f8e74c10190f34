// What a freeze wants of a workspace's n8n, and what an operator wants of it afterwards.
import { RetryableError } from "../_shared/errors/mod.ts";
import { type Run, tell } from "./tell.ts";

/** Each round switches off what the one before found on; an n8n that is still not quiet then is asked later again. */
const ROUNDS = 3;
/** At a time: the sidecar starts so many abreast, and each may take seconds. */
const ABREAST = 8;

export const FREEZE_ACTIONS: Readonly<Record<string, Run>> = {
  async deactivate_all_workflows(work) {
    const { workflows } = await tell(work, "LIST_WORKFLOWS", {});
    const active = workflows.filter((w) => w.active).map(({ n8n_id }) => n8n_id);
    // Kept before it is switched off: no try after this one could see it any more.
    await work.db.sawActive(work.command, active);
    const { deactivated } = await tell(work, "DEACTIVATE_ALL_WORKFLOWS", {});
    return { workflows: deactivated.length, were_active: active.length };
  },

  async stop_executions(work) {
    const { stopped } = await tell(work, "STOP_EXECUTIONS", {});
    return { stopped: stopped.length };
  },

  /** Done when a look finds nothing on and nothing running; what it does find is switched off and stopped. */
  async verify_frozen(work) {
    const again = { switched_off: 0, stopped: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const { workflows } = await tell(work, "LIST_WORKFLOWS", {});
      const active = workflows.filter((w) => w.active).length;
      if (active > 0) await tell(work, "DEACTIVATE_ALL_WORKFLOWS", {});
      // The sidecar answers when it has found no execution any more, and says which it had to stop for that.
      const { stopped } = await tell(work, "STOP_EXECUTIONS", {});
      if (active === 0 && stopped.length === 0) {
        const found = again.switched_off + again.stopped > 0 ? { found_again: again } : {};
        return { workflows: workflows.length, active: 0, executions: 0, ...found };
      }
      again.switched_off += active;
      again.stopped += stopped.length;
    }
    throw new RetryableError("not_quiet", "n8n starts again what was switched off");
  },

  async activate_workflows(work) {
    const wanted = new Set(work.command.ids.workflows as string[]);
    const rows = await work.db.mapList(work.command.workspace_id, "workflow");
    const n8n_ids = rows.flatMap(({ id, n8n_id }) => (n8n_id && wanted.has(id) ? [n8n_id] : []));
    for (let at = 0; at < n8n_ids.length; at += ABREAST) {
      await tell(work, "ACTIVATE_WORKFLOWS", { n8n_ids: n8n_ids.slice(at, at + ABREAST) });
    }
    return { activated: n8n_ids.length };
  },
};

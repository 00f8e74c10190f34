// Switches each workflow on and has it proven: n8n's "active" says what was asked for, not what runs.
import { PermanentError } from "../../_shared/errors/mod.ts";
import { madeIds } from "../made.ts";
import { isTimeForMore, lasting, opener, type Step, targetOf } from "./step.ts";

export const activating: Step = async (context) => {
  const { db, compile, message } = context;
  const id = message.workspace_id;
  const assembled = await db.assemble(id);
  const target = targetOf(assembled);
  const ids = madeIds(await db.mapList(id, "credential"));
  const workflows = await compile(assembled, ids, opener(context));
  const rows = (await db.mapList(id, "workflow")).filter((row) => row.campaign_id === assembled.campaign.id);
  const deployed = madeIds(rows);
  for (const { slug, probe } of workflows) {
    if (!isTimeForMore(context)) return { againInS: 0 };
    const n8n_id = deployed[slug];
    if (!n8n_id) throw new PermanentError("not_deployed", `The workflow ${slug} was not deployed`);
    const sidecar = context.sidecarFor(message);
    // Switching on what is on already is cheap, and its probe is asked anew.
    const { active } = await sidecar.command(
      target,
      "ACTIVATE_WORKFLOW",
      { n8n_id, probe },
      lasting(context),
    );
    if (!active) throw new PermanentError("not_active", `n8n did not switch ${slug} on`);
  }
  return { done: { active: workflows.length } };
};

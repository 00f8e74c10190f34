// The templates for the default campaign: intent row, compiled, deployed, n8n's id and the hash kept at once.
import { madeIds } from "../made.ts";
import { isTimeForMore, lasting, type Step, targetOf } from "./step.ts";

export const workflowsDeploying: Step = async (context) => {
  const { db, compile, message } = context;
  const id = message.workspace_id;
  const assembled = await db.assemble(id);
  const target = targetOf(assembled);
  const workflows = compile(assembled, madeIds(await db.mapList(id, "credential")));
  const made: Record<string, string> = {};
  for (const { slug, name, workflow, hash } of workflows) {
    if (!isTimeForMore(context)) return { againInS: 0 };
    const row = await db.mapIntend(id, "workflow", slug, assembled.campaign.id);
    if (row.state === "made" && row.n8n_id && row.deployed_hash === hash) {
      made[slug] = row.n8n_id;
      continue;
    }
    const payload = { map_id: row.id, logical_id: slug, name, workflow, hash };
    const sidecar = context.sidecarFor(message);
    const { n8n_id } = await sidecar.command(target, "DEPLOY_WORKFLOW", payload, lasting(context));
    await db.mapMade(id, row.id, n8n_id, hash);
    made[slug] = n8n_id;
  }
  return { done: { workflows: made } };
};

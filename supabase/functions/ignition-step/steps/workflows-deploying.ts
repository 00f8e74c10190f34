// The templates for the default campaign: intent row, compiled, deployed, n8n's id and the hash kept at once.
import { madeIds } from "../made.ts";
import { isTimeForMore, lasting, opener, type Step, targetOf } from "./step.ts";

export const workflowsDeploying: Step = async (context) => {
  const { db, compile, message } = context;
  const id = message.workspace_id;
  const assembled = await db.assemble(id);
  const target = targetOf(assembled);
  const ids = madeIds(await db.mapList(id, "credential"));
  const workflows = await compile(assembled, ids, opener(context));
  const campaign_id = assembled.campaign.id;
  const made: Record<string, string> = {};
  // What the wizard holds may change while the workspace is live: the trail keeps what was deployed.
  const deployed: Record<string, { name: string; template_hash: string | undefined }> = {};
  for (const { slug, name, workflow, hash, holdsKey } of workflows) {
    if (!isTimeForMore(context)) return { againInS: 0 };
    deployed[slug] = { name, template_hash: assembled.templates.find((t) => t.slug === slug)?.hash };
    const row = await db.mapIntend(message, "workflow", slug, campaign_id);
    if (row.state === "made" && row.n8n_id && row.deployed_hash === hash) {
      made[slug] = row.n8n_id;
      continue;
    }
    const payload = { map_id: row.id, logical_id: slug, campaign_id, name, workflow, hash };
    const sidecar = context.sidecarFor(message);
    const options = lasting(context, { sealed: holdsKey });
    const { n8n_id } = await sidecar.command(target, "DEPLOY_WORKFLOW", payload, options);
    await db.mapMade(message, row.id, n8n_id, hash);
    made[slug] = n8n_id;
  }
  return { done: { workflows: made, provider: assembled.email?.provider, deployed } };
};

import { z } from "zod";
import type { EngineWorkflow, Node } from "../n8n/engine.ts";
import {
  ActionError,
  type Context,
  change,
  mapId,
  nothing,
  question,
  type Target,
  target,
} from "./action.ts";
import { isOurs, mapIdOf, nameWith, plainName, standInId, TAG } from "./ours.ts";

type Reach = Pick<Context, "engine" | "objects">;

/** All of Genesis's workflows: by tag, and those that a crash left without one. */
export async function ourWorkflows({ engine }: Pick<Context, "engine">): Promise<EngineWorkflow[]> {
  const tagged = await engine.listWorkflows({ tag: TAG });
  const named = await engine.listWorkflows({ nameContains: `[${TAG}:` });
  const byId = new Map([...tagged, ...named].filter(isOurs).map((w) => [w.id, w]));
  return [...byId.values()];
}

async function find(context: Reach, t: Target): Promise<EngineWorkflow | null> {
  const { engine, objects } = context;
  const known = t.n8n_id ?? objects.byMapId("workflow", t.map_id as string)?.n8n_id;
  const found = known ? await engine.getWorkflow(known) : null;
  if (found || t.map_id === undefined) return found && isOurs(found) ? found : null;
  const named = await engine.listWorkflows({ nameContains: t.map_id });
  return named.find((w) => mapIdOf(w.name) === t.map_id) ?? null;
}

export async function workflowOrError(context: Context, t: Target): Promise<EngineWorkflow> {
  const found = await find(context, t);
  if (!found) throw new ActionError("not_found", "Genesis has no such workflow in n8n");
  return found;
}

const described = ({ objects }: Context, w: EngineWorkflow) => {
  const made = objects.byEngineId("workflow", w.id);
  return {
    n8n_id: w.id,
    map_id: mapIdOf(w.name) ?? made?.map_id ?? null,
    name: plainName(w.name),
    active: w.active,
    hash: made?.hash ?? null,
    updated_at: w.updatedAt,
  };
};

const node = z.looseObject({ name: z.string().min(1), type: z.string().min(1) });
const deploy = z.object({
  map_id: mapId,
  logical_id: z.string().min(1),
  campaign_id: z.uuid().optional(),
  name: z.string().min(1),
  hash: z.string().min(1),
  workflow: z.object({
    nodes: z.array(node).min(1),
    connections: z.record(z.string(), z.unknown()),
    settings: z.record(z.string(), z.unknown()).default({}),
  }),
});

/** What the sidecar deployed by itself for this template and campaign, when Genesis could not. */
async function standIn({ engine }: Reach, p: z.infer<typeof deploy>): Promise<EngineWorkflow | null> {
  if (!p.campaign_id) return null;
  const id = standInId(p.campaign_id, p.logical_id);
  const named = await engine.listWorkflows({ nameContains: id });
  return named.find((w) => mapIdOf(w.name) === id) ?? null;
}

/** Made, or adopted: by its map id, else what stands in for it, which then bears the map id. */
export async function deployWorkflow(context: Reach, p: z.infer<typeof deploy>) {
  const { engine, objects } = context;
  const body = { name: nameWith(p.name, p.map_id), ...p.workflow, nodes: p.workflow.nodes as Node[] };
  const found = (await find(context, { map_id: p.map_id })) ?? (await standIn(context, p));
  const n8n_id = found?.id ?? (await engine.createWorkflow(body)).id;
  // What hash an adopted one has is only known when it was made, or last changed, from here.
  const isSame = found && objects.byEngineId("workflow", n8n_id)?.hash === p.hash;
  const isCurrent = isSame && mapIdOf(found.name) === p.map_id;
  if (found && !isCurrent) await engine.updateWorkflow(n8n_id, body, true);
  if (!found?.tags.includes(TAG)) await engine.tagWorkflow(n8n_id, TAG);
  objects.forget("workflow", n8n_id); // under the id that it stood in with
  objects.keep("workflow", { map_id: p.map_id, n8n_id, hash: p.hash });
  return { n8n_id, hash: p.hash };
}

async function deleteWorkflow(context: Context, t: Target) {
  const found = await find(context, t);
  const deleted = found !== null && (await context.engine.deleteWorkflow(found.id));
  const gone = found?.id ?? t.n8n_id;
  if (gone) context.objects.forget("workflow", gone);
  return { deleted };
}

export const workflowActions = {
  DEPLOY_WORKFLOW: change(deploy, deployWorkflow),
  DELETE_WORKFLOW: change(target, deleteWorkflow),
  GET_WORKFLOW: question(target, async (context, t) => {
    const w = await workflowOrError(context, t);
    const { state, errors } = await context.engine.publication(w.id);
    const { nodes, connections, settings } = w;
    return {
      ...described(context, w),
      workflow: { nodes, connections, settings },
      publication: { state, errors },
    };
  }),
  LIST_WORKFLOWS: question(nothing, async (context) => ({
    workflows: (await ourWorkflows(context)).map((w) => described(context, w)),
  })),
};

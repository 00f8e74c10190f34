import { z } from "zod";
import type { EngineCredential } from "../n8n/engine.ts";
import {
  ActionError,
  type Context,
  change,
  engineId,
  mapId,
  nothing,
  question,
  type Target,
  target,
} from "./action.ts";
import { mapIdOf, nameWith, plainName } from "./ours.ts";

const described = (c: EngineCredential) => ({
  n8n_id: c.id,
  map_id: mapIdOf(c.name),
  name: plainName(c.name),
  type: c.type,
});

async function ours({ engine }: Context): Promise<EngineCredential[]> {
  return (await engine.listCredentials()).filter((c) => mapIdOf(c.name) !== null);
}

const matches = (t: Target) => (c: EngineCredential) =>
  t.n8n_id === undefined ? mapIdOf(c.name) === t.map_id : c.id === t.n8n_id;

async function oursOrError(context: Context, t: Target): Promise<EngineCredential> {
  const found = (await ours(context)).find(matches(t));
  if (!found) throw new ActionError("not_found", "Genesis has no such credential in n8n");
  return found;
}

const inject = z.object({
  map_id: mapId,
  logical_id: z.string().min(1),
  name: z.string().min(1),
  type: z.string().min(1),
  data: z.record(z.string(), z.unknown()),
});

async function injectCredential(context: Context, p: z.infer<typeof inject>) {
  const { engine, objects } = context;
  const same = (await ours(context)).filter((c) => mapIdOf(c.name) === p.map_id);
  const found = same.find((c) => c.type === p.type);
  for (const other of same) if (other !== found) await engine.deleteCredential(other.id);
  if (found) await engine.updateCredential(found.id, p.data, false);
  const n8n_id = found?.id ?? (await engine.createCredential(nameWith(p.name, p.map_id), p.type, p.data)).id;
  objects.keep("credential", { map_id: p.map_id, n8n_id, hash: null });
  return { n8n_id };
}

async function deleteCredential(context: Context, t: Target) {
  const found = (await ours(context)).find(matches(t));
  const deleted = found !== undefined && (await context.engine.deleteCredential(found.id));
  const gone = found?.id ?? t.n8n_id;
  if (gone) context.objects.forget("credential", gone);
  return { deleted };
}

export const credentialActions = {
  INJECT_CREDENTIAL: change(inject, injectCredential, true),
  DELETE_CREDENTIAL: change(target, deleteCredential),
  LIST_CREDENTIALS: question(nothing, async (context) => ({
    credentials: (await ours(context)).map(described),
  })),
  TEST_CREDENTIAL: question(target, async (context, t) => {
    const found = await oursOrError(context, t);
    return context.engine.testCredential(found.id);
  }),
  ROTATE_WEBHOOK_TOKEN: change(
    z.object({ n8n_id: engineId, value: z.string().min(16) }),
    async (context, { n8n_id, value }) => {
      const found = await oursOrError(context, { n8n_id });
      if (found.type !== "httpHeaderAuth")
        throw new ActionError("wrong_type", `The credential is ${found.type}, not httpHeaderAuth`);
      await context.engine.updateCredential(n8n_id, { value }, true);
      return { n8n_id };
    },
    true,
  ),
};

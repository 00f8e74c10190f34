// On and off, and the proof: n8n's "active" says what was asked for, not what runs.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { EngineError, type EngineWorkflow, type Publication } from "../n8n/engine.ts";
import { ActionError, type Context, change, engineId, nothing, target } from "./action.ts";
import { ourWorkflows, workflowOrError } from "./workflows.ts";

/** n8n needs 130–200 ms to start or end triggers; a mail server behind one may take seconds. */
const PATIENCE_MS = 8_000;
const PAUSE_MS = 60;

async function until<T>(ask: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (done(value) || Date.now() > end) return value;
    await sleep(PAUSE_MS);
  }
}

const settled = (p: Publication): boolean => p.state === "published" || p.state === "failed";

const webhookPath = z.string().regex(/^[\w~.-]+(\/[\w~.-]+)*$/);
const probe = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("webhook"),
      path: webhookPath,
      /** When given, the webhook is called for real with `x-genesis-probe: 1` and must answer 2xx. */
      method: z.enum(["GET", "POST"]).optional(),
    }),
    z.object({ kind: z.literal("schedule") }),
  ])
  .nullable()
  .default(null);
type Probe = z.infer<typeof probe>;

async function probeWebhook({ engine }: Context, p: Extract<Probe, { kind: "webhook" }>): Promise<void> {
  const methods = await until(
    () => engine.webhookMethods(p.path),
    (found) => found.length > 0,
  );
  if (methods.length === 0)
    throw new ActionError("probe_failed", `n8n does not answer at the webhook ${p.path}`, true);
  if (!p.method) return;
  const { status } = await engine.callWebhook(p.path, p.method);
  if (status < 200 || status > 299)
    throw new ActionError("probe_failed", `The webhook ${p.path} answered its probe with ${status}`, true);
}

async function activate(context: Context, w: EngineWorkflow, p: Probe) {
  const { engine } = context;
  if (!w.active) await engine.activate(w.id);
  let state = await until(() => engine.publication(w.id), settled);
  if (state.state === "failed" && w.active) {
    // It was asked for earlier and did not start: once more, from nothing.
    await engine.deactivate(w.id);
    await engine.activate(w.id);
    state = await until(() => engine.publication(w.id), settled);
  }
  if (!settled(state)) throw new ActionError("activation_slow", "n8n has not started the triggers yet", true);
  if (state.state === "failed") {
    await engine.deactivate(w.id);
    throw new ActionError("activation_failed", state.errors.join("; ") || "A trigger did not start");
  }
  // A schedule has no other sign of life than n8n's word that its trigger was registered.
  if (p?.kind === "webhook") await probeWebhook(context, p);
  return { active: true, probed: p !== null };
}

async function deactivate({ engine }: Context, w: EngineWorkflow): Promise<void> {
  if (w.active) await engine.deactivate(w.id);
  const state = await until(
    () => engine.publication(w.id),
    (s) => s.state === "not_published",
  );
  if (state.state !== "not_published")
    throw new ActionError("deactivation_slow", "n8n has not stopped the triggers yet", true);
}

/** At a time: a freeze waits for n8n to stop triggers, and should not do so seven times over. */
const ABREAST = 8;

/** Goes on after a failure: what can be switched is switched, then the failures are told. */
async function each(
  context: Context,
  ids: readonly string[],
  work: (n8nId: string) => Promise<unknown>,
): Promise<{ done: string[] }> {
  const done: string[] = [];
  const failed: { n8n_id: string; code: string; message: string; retryable: boolean }[] = [];
  const one = async (n8n_id: string): Promise<void> => {
    try {
      await work(n8n_id);
      done.push(n8n_id);
    } catch (error) {
      if (!(error instanceof ActionError || error instanceof EngineError)) throw error;
      const { code, message, retryable } = error;
      failed.push({ n8n_id, code, message, retryable });
    }
  };
  for (let at = 0; at < ids.length; at += ABREAST) {
    context.stillCurrent();
    await Promise.all(ids.slice(at, at + ABREAST).map(one));
  }
  const [first] = failed;
  if (!first) return { done };
  const text = `${failed.length} of ${ids.length} workflows failed; the first: ${first.message}`;
  throw new ActionError(
    "some_failed",
    text,
    failed.some((f) => f.retryable),
    { done, failed },
  );
}

export const activationActions = {
  ACTIVATE_WORKFLOW: change(z.object({ n8n_id: engineId, probe }), async (context, p) =>
    activate(context, await workflowOrError(context, { n8n_id: p.n8n_id }), p.probe),
  ),
  DEACTIVATE_WORKFLOW: change(target, async (context, t) => {
    await deactivate(context, await workflowOrError(context, t));
    return { active: false };
  }),
  ACTIVATE_WORKFLOWS: change(z.object({ n8n_ids: z.array(engineId).max(500) }), async (context, p) => {
    const { done } = await each(context, p.n8n_ids, async (n8n_id) =>
      activate(context, await workflowOrError(context, { n8n_id }), null),
    );
    return { activated: done };
  }),
  DEACTIVATE_ALL_WORKFLOWS: change(nothing, async (context) => {
    const all = new Map((await ourWorkflows(context)).map((w) => [w.id, w]));
    const { done } = await each(context, [...all.keys()], (n8nId) =>
      deactivate(context, all.get(n8nId) as EngineWorkflow),
    );
    return { deactivated: done };
  }),
};

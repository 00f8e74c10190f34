// A sidecar with its n8n in memory: what carries the same map id is adopted, never made twice.
import { PermanentError, RetryableError } from "../../_shared/errors/mod.ts";
import type { Action, Payloads, SidecarClient, Target } from "../../_shared/sidecar/mod.ts";
import type { Clock } from "../ports.ts";

interface EngineObject {
  n8n_id: string;
  map_id: string;
  logical_id: string;
  kind: "credential" | "workflow";
  active: boolean;
  data: unknown;
}

export interface Engine {
  objects: EngineObject[];
  /** Called before each command; throws what the sidecar should fail with. */
  fault: (action: Action, payload: object) => void;
  asked: Action[];
  /** These are never answered: what the caller gives them goes by. */
  hangs: Action[];
  /** What the provider says of a key. */
  verdict: { ok: boolean; message: string };
}

export const createEngine = (): Engine => ({
  objects: [],
  fault: () => {},
  asked: [],
  hangs: [],
  verdict: { ok: true, message: "" },
});

/** One try, and the four of a caller that does not count them, with their pauses. */
const TRY_MS = 10_000;
const TRIES_MS = 47_000;

/** `clock`: by which a try that hangs takes its time. */
export function createMemorySidecar(engine: Engine, { now, sleep }: Clock): SidecarClient {
  let made = 0;
  const find = (target: Target): EngineObject | undefined =>
    engine.objects.find((o) =>
      "n8n_id" in target ? o.n8n_id === target.n8n_id : o.map_id === target.map_id,
    );
  const adopt = (kind: EngineObject["kind"], map_id: string, logical_id: string, data: unknown) => {
    const found = find({ map_id });
    if (found) return { n8n_id: found.n8n_id };
    const n8n_id = `${kind}-${++made}-${map_id}`;
    engine.objects.push({ n8n_id, map_id, logical_id, kind, active: false, data });
    return { n8n_id };
  };
  const switched = (target: Target, active: boolean) => {
    const found = find(target);
    if (!found) throw new PermanentError("not_found", "There is no such workflow");
    found.active = active;
    return { active, probed: true };
  };
  const remove = (target: Target) => {
    const found = find(target);
    engine.objects = engine.objects.filter((o) => o !== found);
    return { deleted: found !== undefined };
  };
  type Run<A extends Action> = (payload: Payloads[A]) => unknown;
  const actions: { [A in Action]?: Run<A> } = {
    INJECT_CREDENTIAL: (p) => adopt("credential", p.map_id, p.logical_id, p.data),
    DELETE_CREDENTIAL: remove,
    TEST_CREDENTIAL: () => engine.verdict,
    DEPLOY_WORKFLOW: (p) => adopt("workflow", p.map_id, p.logical_id, p.workflow),
    DELETE_WORKFLOW: remove,
    ACTIVATE_WORKFLOW: (p) => switched(p, true),
    DEACTIVATE_WORKFLOW: (p) => switched(p, false),
  };
  return {
    async command(_target, action, payload, { once, deadline = Number.POSITIVE_INFINITY } = {}) {
      engine.asked.push(action);
      if (engine.hangs.includes(action)) {
        await sleep(Math.min(once ? TRY_MS : TRIES_MS, deadline - now()));
        throw new RetryableError("sidecar_unreachable", "the sidecar did not answer");
      }
      engine.fault(action, payload);
      const run = actions[action] as Run<typeof action> | undefined;
      if (!run) throw new PermanentError("unknown_action", action);
      return run(payload) as never;
    },
  };
}

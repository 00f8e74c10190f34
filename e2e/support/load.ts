// n8n under load: callers that post without a pause and send what was not answered 200 again, with the same key.
import { randomUUID } from "node:crypto";
import type { Answer, Caller } from "./http.ts";
import { aCost, anEvent, times } from "./items.ts";
import type { Workspace, World } from "./world.ts";

export interface Load {
  /** Keys whose 200 arrived. */
  readonly events: string[];
  readonly costs: string[];
  /** Every answer that was no 200, and connections that failed. */
  readonly refused: { at: number; status: number; code: unknown; retryAfter: string | undefined }[];
  /** Sends what is under way to its end, whatever it takes. */
  finish(): Promise<void>;
}

const RETRY_MS = 150;
const BATCH = 10;
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** One caller in three posts costs, one batches of events, one single events. */
export function startLoad(world: World, workspace: Workspace, callers: number): Load {
  const load = { events: [] as string[], costs: [] as string[], refused: [] as Load["refused"] };
  const headers = { "x-webhook-token": workspace.token };
  let stop = false;

  /** Until it is answered 200; false when time is up first. */
  async function insist(caller: Caller, path: string, body: Record<string, unknown>): Promise<void> {
    for (;;) {
      let answer: Answer | undefined;
      try {
        answer = await caller.send(path, { headers, body: { workspace_id: workspace.id, ...body } });
      } catch {
        answer = undefined;
      }
      if (answer?.status === 200) return;
      const { status = 0, json = {} } = answer ?? {};
      load.refused.push({
        at: Date.now(),
        status,
        code: json.code,
        retryAfter: answer?.headers["retry-after"],
      });
      await sleep(RETRY_MS);
    }
  }

  async function each(n: number): Promise<void> {
    const caller = world.caller();
    while (!stop) {
      const keys = times(n % 3 === 1 ? BATCH : 1, () => randomUUID());
      const make = n % 3 === 2 ? aCost : anEvent;
      const items = keys.map((idempotency_key) => make({ idempotency_key }));
      const body = keys.length > 1 ? { events: items } : items[0];
      await insist(caller, n % 3 === 2 ? "/cost-events" : "/events", body ?? {});
      (n % 3 === 2 ? load.costs : load.events).push(...keys);
    }
  }

  const done = Promise.all(times(callers, each));
  return {
    ...load,
    async finish() {
      stop = true;
      await done;
    },
  };
}

/** Keys that were answered 200 and are not stored once: "missing" or how often. */
export async function notOnce(
  world: World,
  table: string,
  workspace: Workspace,
  keys: string[],
): Promise<string[]> {
  const rows = await world.sql`
    select k.key, count(t.id)::int as n from unnest(${keys}::text[]) as k (key)
    left join ${world.sql(table)} t on t.workspace_id = ${workspace.id} and t.idempotency_key = k.key
    group by k.key having count(t.id) <> 1`;
  return rows.map((r) => `${r.key}: ${r.n}`);
}

// The kill switch as an operator's page uses it: functions/freeze-workspace with a session.
import type {
  FreezeAnswer,
  FreezeStatus,
  UnfreezeAnswer,
} from "../supabase/functions/_shared/contracts/freeze.ts";
import type { World } from "./world.ts";

export interface Operator {
  freeze(reason: string): Promise<FreezeAnswer>;
  show(): Promise<FreezeStatus>;
  /** Workflows stay off. */
  unfreeze(): Promise<UnfreezeAnswer>;
  /** All that the freeze had switched off. */
  reactivate(): Promise<Pick<UnfreezeAnswer, "reactivating">>;
}

export function createOperator({ stack, workspaceId }: World): Operator {
  async function ask<T>(method: string, path: string, body?: Record<string, unknown>): Promise<T> {
    const about = { workspace_id: workspaceId };
    const query = body ? "" : `?${new URLSearchParams(about)}`;
    const answer = await fetch(`${stack.info.functions_url}/freeze-workspace${path}${query}`, {
      method,
      headers: {
        "content-type": "application/json",
        apikey: stack.info.publishable_key,
        authorization: `Bearer ${await stack.sessionToken("user_root")}`,
      },
      ...(body && { body: JSON.stringify({ ...about, ...body }) }),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${method} freeze-workspace${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }
  return {
    freeze: (reason) => ask("POST", "", { reason }),
    show: () => ask("GET", ""),
    unfreeze: () => ask("DELETE", ""),
    reactivate: () => ask("POST", "/reactivate", { reactivate: true }),
  };
}

/** Stage → milliseconds since the freeze was asked for, by the database's clock. */
export const stageTimes = ({ stages }: FreezeStatus): Record<string, number> => {
  const at = (name: string) => Date.parse(stages.find(({ stage }) => stage === name)?.at ?? "");
  const requested = at("requested");
  return Object.fromEntries(stages.map(({ stage }) => [stage, at(stage) - requested]));
};

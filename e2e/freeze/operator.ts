// A workspace's freeze over HTTP, as the operator's page and command make it.
import type { FreezeStatus } from "../../supabase/functions/_shared/contracts/freeze.ts";
import type { Answer } from "../support/http.ts";
import type { Workspace, World } from "../support/world.ts";

export interface Operator {
  freeze(workspace: Workspace, reason?: string): Promise<Answer>;
  show(workspace: Workspace): Promise<FreezeStatus>;
  unfreeze(workspace: Workspace, reactivate?: string): Promise<Answer>;
  reactivate(workspace: Workspace, what: true | string[]): Promise<Answer>;
  /** Shows until it is so, calling `each` every few seconds; throws with what it was when it never gets so. */
  until(
    workspace: Workspace,
    isSo: (status: FreezeStatus) => boolean,
    each?: () => Promise<unknown>,
    limitMs?: number,
  ): Promise<FreezeStatus>;
}

const PATH = "/freeze-workspace";
const ASK_EVERY_MS = 50;
const EACH_MS = 4_000;
const LIMIT_MS = 30_000;

export function createOperator(world: World, userId = "user_root"): Operator {
  const caller = world.caller();
  async function send(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${await world.stack.sessionToken(userId)}` };
    return caller.send(`${PATH}${path}`, { method, headers, body });
  }
  const operator: Operator = {
    freeze: ({ id }, reason = "a test freezes it") => send("POST", "", { workspace_id: id, reason }),
    async show({ id }) {
      for (const end = Date.now() + LIMIT_MS; ; ) {
        const { status, text, json } = await send("GET", `?workspace_id=${id}`);
        if (status === 200) return json as unknown as FreezeStatus;
        // The functions' process may have been killed a moment ago.
        if (status !== 503 || Date.now() > end) throw new Error(`show: ${status} ${text}`);
        await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
      }
    },
    unfreeze: ({ id }, reactivate) =>
      send("DELETE", `?workspace_id=${id}${reactivate ? `&reactivate=${reactivate}` : ""}`),
    reactivate: ({ id }, what) => send("POST", "/reactivate", { workspace_id: id, reactivate: what }),
    async until(workspace, isSo, each = async () => {}, limitMs = LIMIT_MS) {
      const end = Date.now() + limitMs;
      for (let next = Date.now() + EACH_MS; ; ) {
        const status = await operator.show(workspace);
        if (isSo(status)) return status;
        if (Date.now() > end) throw new Error(`it never came: ${JSON.stringify(status, null, 1)}`);
        if (Date.now() > next) {
          next = Date.now() + EACH_MS;
          await each();
        }
        await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
      }
    },
  };
  return operator;
}

export const stageNames = ({ stages }: FreezeStatus): string[] => stages.map(({ stage }) => stage);
export const isVerified = ({ pending }: FreezeStatus): boolean => pending.length === 0;
export const ALL_STAGES = [
  "requested",
  "enforced_in_database",
  "workflows_off",
  "executions_drained",
  "verified",
];

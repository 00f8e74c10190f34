// What scene-ignition.ts asks of its stack: the run of the demonstration's workspace, and what stands in its n8n.
import assert from "node:assert/strict";
import type { Outcome, Run } from "../cli/ignition/run.ts";
import { openSecrets } from "../sidecar/src/state/secrets.ts";
import { type DataApi, dataApi } from "../stack/data-api.ts";
import { sleep } from "../stack/errors.ts";
import type { StackInfo } from "../stack/run-file.ts";
import { SIDECAR_WORKSPACE } from "../stack/sidecar/part.ts";
import { testStack } from "../stack/testing.ts";

/** A run that has not got there by then has failed the test. */
const LIMIT_MS = 180_000;

export interface Listed {
  id: string;
  name: string;
  active?: boolean;
  nodes?: unknown[];
  tags?: { name: string }[];
}
export interface Mapped {
  n8n_id: string;
  logical_id: string;
  state: string;
}
export type Person = "owner" | "operator";

export interface IgnitionRun {
  launch(as: Person): Promise<Outcome>;
  cancel(as: Person): Promise<Outcome>;
  /** Until the run is as wanted. Throws when it has ended otherwise, after three minutes, and on Ctrl-C. */
  until(wanted: (run: Run) => boolean | Promise<boolean>): Promise<Run>;
  /** Rows of genesis.workflow_map. */
  mapped(kind: "workflow" | "credential"): Promise<Mapped[]>;
  /** All there is, asked of n8n's public API with the key that the sidecar made for itself. */
  listed(what: "workflows" | "credentials"): Promise<Listed[]>;
  close(): Promise<void>;
}

export async function ignitionRun(stackInfo: StackInfo, interrupted: AbortSignal): Promise<IgnitionRun> {
  const { info, home, sessionToken, sql: connect } = testStack(stackInfo);
  const sql = connect();
  const as = (user: string): DataApi =>
    dataApi({ url: info.api_url, apikey: info.publishable_key, token: () => sessionToken(user) });
  const api = { owner: as("user_alice"), operator: as("user_root") };
  const [workspace] = await sql`select id from public.workspaces where slug = ${SIDECAR_WORKSPACE}`;
  const id = workspace?.id as string;
  return {
    launch: (person) => api[person].rpc("launch_ignition", { p_workspace_id: id }),
    cancel: (person) => api[person].rpc("cancel_ignition", { p_workspace_id: id }),
    async until(wanted) {
      for (const end = Date.now() + LIMIT_MS; ; await sleep(50)) {
        interrupted.throwIfAborted();
        const run = await api.operator.rpc<Run>("ignition_status", { p_workspace_id: id });
        if (await wanted(run)) return run;
        const { status, step, error_message: error, completed_at: ended } = run.state ?? {};
        if (ended || Date.now() > end)
          assert.fail(`the run is ${status} ${step ?? ""}: ${error ?? "no error"}`);
      }
    },
    mapped: (kind) => sql<Mapped[]>`select n8n_id, logical_id, state from genesis.workflow_map
      where workspace_id = ${id} and kind = ${kind}`,
    async listed(what) {
      const headers = { "x-n8n-api-key": openSecrets(home.sidecar).read().api_key ?? "" };
      const answer = await fetch(`${info.n8n_url}/api/v1/${what}?limit=250`, { headers });
      assert.equal(answer.status, 200, `n8n lists its ${what}`);
      return ((await answer.json()) as { data: Listed[] }).data;
    },
    close: () => sql.end(),
  };
}

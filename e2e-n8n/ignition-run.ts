// acme's ignition as its people drive it, and what the database says of it.
import assert from "node:assert/strict";
import type { Outcome, Run } from "../cli/ignition/run.ts";
import { type DataApi, dataApi } from "../stack/data-api.ts";
import { sleep } from "../stack/errors.ts";
import type { TestStack } from "../stack/testing.ts";

/** A run that has not got there by then has failed the test. */
const LIMIT_MS = 180_000;

export type Person = "owner" | "operator";

export interface IgnitionRun {
  launch(as: Person): Promise<Outcome>;
  cancel(as: Person): Promise<Outcome>;
  /** Until the run is as wanted. Throws when it has ended otherwise, after three minutes, and on Ctrl-C. */
  until(wanted: (run: Run) => boolean | Promise<boolean>): Promise<Run>;
}

export function ignitionRun(
  { info, sessionToken }: TestStack,
  workspaceId: string,
  interrupted: AbortSignal,
): IgnitionRun {
  const as = (user: string): DataApi =>
    dataApi({ url: info.api_url, apikey: info.publishable_key, token: () => sessionToken(user) });
  const api = { owner: as("user_alice"), operator: as("user_root") };
  const about = { p_workspace_id: workspaceId };
  return {
    launch: (person) => api[person].rpc("launch_ignition", about),
    cancel: (person) => api[person].rpc("cancel_ignition", about),
    async until(wanted) {
      for (const end = Date.now() + LIMIT_MS; ; await sleep(50)) {
        interrupted.throwIfAborted();
        const run = await api.operator.rpc<Run>("ignition_status", about);
        if (await wanted(run)) return run;
        const { status, step, error_message: error, completed_at: ended } = run.state ?? {};
        if (ended || Date.now() > end)
          assert.fail(`the run is ${status} ${step ?? ""}: ${error ?? "no error"}`);
      }
    },
  };
}

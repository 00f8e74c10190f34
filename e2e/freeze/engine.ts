// What stands and runs in the simulated n8n of a workspace of the fleet.
import type { Fleet } from "../ignition/fleet.ts";
import type { Workspace } from "../support/world.ts";

const stateOf = (fleet: Fleet, { id }: Workspace) => {
  const state = fleet.sidecars.get(id)?.simulator?.state;
  if (!state) throw new Error("the workspace's n8n is not there");
  return state;
};

/** Names of the workflows that are on, as the templates call them. */
export const on = (fleet: Fleet, workspace: Workspace): string[] =>
  stateOf(fleet, workspace)
    .workflows.filter((w) => w.active)
    .map((w) => w.name.replace(/^\[Test\] (.*?) — .*$/, "$1"))
    .sort();

export const running = (fleet: Fleet, workspace: Workspace): number =>
  stateOf(fleet, workspace).executions.filter(({ status }) => status === "running").length;

/** The webhook token in n8n's one header credential. */
export const tokenOf = (fleet: Fleet, workspace: Workspace): unknown =>
  stateOf(fleet, workspace).credentials.find(({ name }) => name.startsWith("webhook "))?.data.value;

/** Starts executions that go on for minutes, by the opt-out workflow's webhook. */
export async function startExecutions(fleet: Fleet, workspace: Workspace, campaignId: string, count: number) {
  const url = fleet.sidecars.get(workspace.id)?.engineUrl;
  const body = JSON.stringify({ runMs: 300_000 });
  const headers = { "content-type": "application/json" };
  await fetch(`${url}/simulator/faults`, { method: "PUT", headers, body });
  for (let n = 0; n < count; n++) {
    const answer = await fetch(`${url}/webhook/${campaignId}/opt-out`, {
      method: "POST",
      headers,
      body: "{}",
    });
    if (!answer.ok) throw new Error(`no execution: ${answer.status} ${await answer.text()}`);
  }
}

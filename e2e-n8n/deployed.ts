// What a launch leaves in n8n, by n8n's own word.
import assert from "node:assert/strict";
import { workflowHash } from "../supabase/functions/_shared/templates/mod.ts";
import type { Tenant } from "./tenant.ts";

/** What a launch deploys, and the tag by which n8n's users know it. */
export const TAG = "genesis";
export const WORKFLOWS = 7;
/** What people store for a mailbox over SMTP; `webhook` is ignition's own. */
export const STORED = ["imap", "openai_api", "smtp"];
export const CREDENTIALS = [...STORED, "webhook"];

/** n8n has Genesis's workflows, active and as they were compiled, its credentials, and nothing besides. */
export async function isDeployed({ n8n, mapped }: Tenant): Promise<void> {
  const workflows = await n8n.listed("workflows");
  assert.equal(workflows.length, WORKFLOWS);
  const [made, credentials] = [await mapped("workflow"), await mapped("credential")];
  for (const { id, name, active, tags, nodes } of workflows) {
    assert.deepEqual([active, tags?.map((tag) => tag.name)], [true, [TAG]], name);
    assert.ok(nodes?.length, `${name}: n8n gave its nodes`);
    assert.ok(!JSON.stringify(nodes).includes("YOUR_"), `${name}: no placeholder`);
    const { deployed_hash } = made.find((row) => row.n8n_id === id) ?? {};
    assert.equal(workflowHash(await n8n.getWorkflow(id)), deployed_hash, name);
  }
  assert.ok([...made, ...credentials].every((row) => row.state === "made"));
  assert.deepEqual(workflows.map(({ id }) => id).sort(), made.map((row) => row.n8n_id).sort());
  assert.deepEqual(credentials.map((row) => row.logical_id).sort(), CREDENTIALS);
  const stored = await n8n.listed("credentials");
  assert.deepEqual(stored.map(({ id }) => id).sort(), credentials.map((row) => row.n8n_id).sort());
}

// A workspace that went live may mail: its campaign was started with it, so a lead that its owner imports is given out
// and permitted to the token that n8n holds.
import { expect, it } from "vitest";
import { createScene } from "./scene.ts";

const scene = await createScene();
const { fleet, world } = scene;
const { sql } = world;

it("its first lead is given out and may be mailed", { timeout: 60_000 }, async () => {
  const workspace = await scene.ready();
  await scene.launch(workspace);
  expect(await scene.ended(workspace, 30_000)).toMatchObject({ status: "active" });
  const theirs = world.asUser(workspace.owner);
  const { data } = await theirs.from("campaigns").select("id, status").eq("workspace_id", workspace.id);
  expect(data).toMatchObject([{ status: "active" }]);
  const campaign_id = data?.[0]?.id;
  const said = await theirs.rpc("leads_import", {
    p_workspace_id: workspace.id,
    p_campaign_id: campaign_id,
    p_rows: [{ email: "lead@prospects.test" }],
    p_file_name: "leads.csv",
    p_source: "a fair",
    p_lawful_basis: "consent",
  });
  expect(said.error).toBeNull();
  const held = fleet.sidecars
    .get(workspace.id)
    ?.simulator?.state.credentials.find((c) => c.name.startsWith("webhook"));
  const headers = { "x-webhook-token": String((held?.data as { value: unknown } | undefined)?.value) };
  const asked = async (path: string, body: object) =>
    (await world.caller().send(path, { headers, body: { workspace_id: workspace.id, campaign_id, ...body } }))
      .json;
  expect(
    await asked("/leads", { action: "claim", purpose: "research", limit: 5, claimed_by: "test" }),
  ).toMatchObject({
    leads: [{ email: "lead@prospects.test" }],
  });
  expect(
    await asked("/send-permit", {
      step: 1,
      mailbox: "ann@a.test",
      leads: [{ email: "lead@prospects.test" }],
    }),
  ).toMatchObject({ results: [{ allow: true }] });
  const audit =
    await sql`select metadata ->> 'campaign_id' as id, metadata ->> 'run_id' as run from public.governance_audit_log
    where workspace_id = ${workspace.id} and action = 'campaign_started'`;
  const [state] = await sql`select run_id from genesis.ignition_state where workspace_id = ${workspace.id}`;
  expect([...audit]).toEqual([{ id: campaign_id, run: state?.run_id }]);
});

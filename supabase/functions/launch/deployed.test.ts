import { expect, it } from "vitest";
import { deployedOf, type StoredDeployed } from "./deployed.ts";
import { complete, plan, real } from "./testing.ts";

/** As the database gives it, with the templates that the stack has. */
async function stored(over: Partial<StoredDeployed> = {}): Promise<StoredDeployed> {
  const rows =
    await real.sql`select slug, manifest from genesis.workflow_templates where is_current order by slug`;
  return {
    partition: "leads_p_acme",
    droplet: { mode: "local", region: null, size: null, monthly_usd: 0 },
    credentials: ["imap", "smtp", "webhook"],
    campaign: { name: "Default", group: "Default" },
    provider: "smtp",
    workflows: rows.map(({ slug, manifest }) => ({ slug, name: `[Acme] ${slug}`, manifest })),
    saved_since: [],
    ...over,
  };
}

it("names the workflows as a plan of the same provider does, whatever is chosen today", async () => {
  const w = await real.workspace();
  await complete(w);
  const planned = (await plan(w)).makes.workflows;
  const { made } = deployedOf(await stored());
  const but = (workflow: { name: string }) => ({ ...workflow, name: "" });
  expect(made.workflows.map(but)).toEqual(planned.map(but));
  expect(made.workflows[0]?.name).toBe("[Acme] email_1");
  const gmail = deployedOf(await stored({ provider: "gmail" })).made.workflows;
  expect(gmail.find(({ slug }) => slug === "email_1")?.file).toBe("workflow.gmail.json");
});

it("says nothing of what nobody noted: which variant, under which name, a campaign that is gone", async () => {
  const { workflows } = await stored();
  const unnamed = workflows.map((workflow) => ({ ...workflow, name: null }));
  const { made } = deployedOf(await stored({ provider: null, campaign: null, workflows: unnamed }));
  expect(made.workflows[0]).toMatchObject({ name: "Email 1", file: null });
  expect(made.campaign).toBeNull();
  expect(made.credentials[0]).toEqual({ type: "imap", name: null });
});

it("lists the stages that were saved since in the order of the wizard", async () => {
  const { saved_since } = deployedOf(await stored({ saved_since: ["email", "credentials", "brand"] }));
  expect(saved_since).toEqual(["brand", "email", "credentials"]);
});

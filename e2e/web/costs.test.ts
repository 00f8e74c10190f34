// The dashboard's costs: what was posted is what stands there, by provider, model, campaign and group, with what each
// reply cost; calls over the budget and calls without a price one by one; the filters in the address.
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { anEvent, times } from "../support/items.ts";
import { newToken, sha256 } from "../support/world.ts";
import { openBrowser } from "./support/browser.ts";
import { inspect } from "./support/inspect.ts";
import { readyWorkspace } from "./support/ready.ts";
import { createWebStack } from "./support/stack.ts";
import { shows } from "./support/walk.ts";

const { info, world } = await createWebStack();
const browser = await openBrowser(info);
const OWNER = "user_alice";

it("what was spent, on what and for what, and the calls that somebody should look at", async () => {
  const { id, slug } = await readyWorkspace(world, OWNER, { stages: false });
  const [group, north, south] = times(3, () => randomUUID());
  const token = newToken();
  await world.sql.begin(async (tx) => {
    await tx`update public.workspaces set budget_limit_usd = 5 where id = ${id}`;
    await tx`insert into public.campaign_groups (workspace_id, id, name) values (${id}, ${group ?? ""}, 'Spring')`;
    await tx`insert into public.campaigns (workspace_id, id, name, campaign_group_id)
      values (${id}, ${north ?? ""}, 'North', ${group ?? ""}), (${id}, ${south ?? ""}, 'South', null)`;
    await tx`select genesis.webhook_token_set(${id}::uuid, ${sha256(token)}::bytea)`;
  });
  const cost = (model: string, campaign: string | undefined, more: object) => ({
    ...{ provider: "openai", model, campaign_id: campaign, idempotency_key: randomUUID() },
    ...more,
  });
  const as = { id, slug, token, owner: OWNER };
  const costs = [
    cost("gpt-4o", north, { cost_usd: 4 }),
    cost("gpt-of-tomorrow", south, { tokens_in: 1000, tokens_out: 100 }),
    cost("claude-haiku-4-5", south, { cost_usd: 3, provider: "anthropic" }),
  ];
  const answer = await world.post("/cost-events", as, { events: costs });
  expect(answer.status, answer.text).toBe(200);
  const replies = times(2, () => anEvent({ event_type: "replied", campaign_id: north }));
  expect((await world.post("/events", as, { events: replies })).status).toBe(200);

  const page = await browser.visit(`/w/${slug}/dashboard?tab=costs`, { as: OWNER });
  const table = (name: string) => page.getByRole("region", { name, exact: true });
  const row = async (name: string, first: string): Promise<string> => {
    const found = table(name).getByRole("row").filter({ hasText: first }).first();
    return (await found.textContent()) ?? "";
  };
  await shows(page, /The limit is reached[\s\S]*was spent beyond the limit/);
  expect(await row("Campaigns", "North")).toMatch(/^North12\$2\.00\$4\.00/);
  expect(await row("Campaigns", "South")).toMatch(/^South20–\$3\.0/);
  expect(await row("Groups", "Spring")).toMatch(/^Spring1\$4\.00/);
  expect(await row("Groups", "No group")).toMatch(/^No group2\$3\.0/);
  expect(await row("Providers", "anthropic")).toMatch(/^anthropic1\$3\.00/);
  expect(await row("Models", "gpt-4o")).toMatch(/^gpt-4o openai1/);
  const look = "Over budget and unpriced";
  expect(await row(look, "claude-haiku-4-5")).toMatch(/South.*over budget.*\$2\.0\d\$3\.00$/);
  expect(await row(look, "gpt-of-tomorrow")).toMatch(/South.*unpriced/);
  expect(await table(look).getByRole("row").count(), "and no other").toBe(1 + 2);
  await inspect(page, "dashboard-costs-spent");

  await page.getByLabel("Campaign", { exact: true }).selectOption({ label: "North" });
  await page.waitForURL((url) => url.searchParams.get("campaign") === north);
  await table(look).waitFor({ state: "detached" });
  expect(await table("Campaigns").getByRole("row").count()).toBe(1 + 1);
  await page.reload();
  await shows(page, /Spend\$4\.00/);
});

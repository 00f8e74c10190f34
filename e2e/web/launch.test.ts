// The launch page in every state of a run: the plan, progress, failure, rollback, cancel, an unclean end, active. All in
// one file, since a stack and a browser of its own cost more than most of its tests.
import type { Page } from "playwright-core";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { inspect } from "./support/inspect.ts";
import { lockLeads, type Ready, readyWorkspace, takeName } from "./support/ready.ts";
import { createWebStack } from "./support/stack.ts";
import { button, shows } from "./support/walk.ts";

const { info, world } = await createWebStack();
const browser = await openBrowser(info);
const { sql } = world;
const OWNER = "user_alice";
let undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0)) await each();
});
const page = await browser.visit("/workspaces", { as: OWNER });

const caller = world.caller();
afterAll(() => caller.close());
async function saveAs(user: string, { id }: Ready, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${await world.stack.sessionToken(user)}` };
  const answer = await caller.send(path, { headers, body: { workspace_id: id, ...body } });
  expect(answer.status, answer.text).toBe(200);
}

const open = async (on: Page, { slug }: Ready): Promise<void> => {
  await on.goto(`/w/${slug}/launch`);
  await on.getByRole("heading", { level: 1, name: "Launch" }).waitFor();
};
/** What stands in the sentence for those who do not see the steps. */
const spoken = (on: Page) => on.getByRole("main").locator("p[role=status]").textContent();
/** What the simulated n8n of the workspace does wrong from now on. */
async function n8nFaults({ id }: Ready, faults: object): Promise<void> {
  await fetch(`${info.sidecar_url}/w/${id}/api/health`); // it starts when it is first asked for
  const body = JSON.stringify(faults);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${info.n8n_url}/w/${id}/simulator/faults`, { method: "PUT", headers, body });
  expect(answer.ok, await answer.text()).toBe(true);
}
const rowsOf = ({ id }: Ready, table: "workflow_map" | "partition_registry") =>
  sql`select 1 from genesis.${sql(table)} where workspace_id = ${id}`;

describe("before the launch", () => {
  it("names what is missing with links into the wizard, what will be made, and keeps the button shut", async () => {
    const workspace = await readyWorkspace(world, OWNER, { stages: false });
    await sql`insert into genesis.droplet_config (workspace_id, mode, region, size, price_monthly_usd, updated_by)
      values (${workspace.id}, 'digitalocean', 'fra1', 's-2vcpu-4gb', 24, 'test')`;
    await open(page, workspace);
    await shows(page, /Company name/);
    const made = (await page.getByRole("region", { name: "What will be made" }).textContent()) ?? "";
    expect(made).toMatch(/leads_p_nova_[\s\S]*fra1[\s\S]*\$24\.00 a month[\s\S]*Opt-Out Handler/);
    await shows(page, /DigitalOcean is not available in this version yet/);
    await shows(page, /No booking link[\s\S]*not verified[\s\S]*No tracking domain/);
    expect(await page.getByRole("table").getByRole("row").count(), "seven workflows").toBe(1 + 7);
    expect(await button(page, "Launch").isDisabled()).toBe(true);
    await page.getByText(/placeholders? of the workflows/).click();
    await inspect(page, "launch-missing");
    await page.getByRole("link", { name: "Open Brand" }).click();
    await page.waitForURL((url) => url.pathname === `/w/${workspace.slug}/onboarding/brand`);
  });

  it("a member who is no admin reads the plan, and why there is no button", async () => {
    const workspace = await readyWorkspace(world, "user_bob");
    await sql`insert into public.user_workspaces (workspace_id, user_id, role) values (${workspace.id}, 'user_carol', 'member')`;
    const theirs = await browser.visit("/workspaces", { as: "user_carol" });
    await open(theirs, workspace);
    await shows(theirs, /Only admins and owners can launch[\s\S]*What will be made/);
    expect(await theirs.getByRole("main").getByRole("button").count()).toBe(0);
    expect(await theirs.getByRole("link", { name: /^Open / }).count()).toBe(0);
    await theirs.context().close();
  });
});

describe("a launch", () => {
  it("fails in words with what was undone; Retry follows it live to active, then asks no more", async () => {
    const workspace = await readyWorkspace(world, OWNER);
    await open(page, workspace);
    await shows(page, /What will be made/);
    const give = await takeName(world, workspace);
    undo = [give];
    await button(page, "Launch").click();
    await shows(page, /The launch failed while making the leads' partition/, 20_000);
    await shows(page, /belong to something else[\s\S]*nothing of it is left/);
    expect(await page.getByRole("list", { name: "Undone" }).getByRole("listitem").count()).toBe(4);
    expect(await rowsOf(workspace, "partition_registry")).toEqual([]);
    await inspect(page, "launch-failed");

    undo = [];
    await give();
    const heard = new Set<string>();
    await button(page, "Retry").click();
    await expect
      .poll(async () => heard.add((await spoken(page)) ?? "").has("The workspace is live."), {
        timeout: 40_000,
        interval: 40,
      })
      .toBe(true);
    expect([...heard].filter((text) => /^Step \d of 6: /.test(text)).length).toBeGreaterThan(2);
    expect(await page.evaluate("document.activeElement?.tagName"), "the focus is not lost").toBe("H1");
    await shows(page, /Nova Pumps is live[\s\S]*What stands[\s\S]*7 workflows proven/);
    expect(await rowsOf(workspace, "workflow_map")).toHaveLength(4 + 7);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.waitForTimeout(2_500);
    expect(asked.filter((url) => url.includes("/launch/"))).toEqual([]);
    await inspect(page, "launch-active");

    // A stage saved since: what stands is what was deployed, and the page says what of it is not.
    const made = page.getByRole("region", { name: "What stands" });
    expect(await made.textContent()).toMatch(/email_1\/workflow\.smtp\.json/);
    expect(await page.getByText("Saved, but not in your workflows yet").count()).toBe(0);
    await saveAs(OWNER, workspace, "/onboarding/email-provider", {
      ...{ provider: "gmail", sender_email: "else@fern.test", daily_cap: 9 },
      ...{ window_start: "09:00", window_end: "17:00" },
    });
    await page.reload();
    await shows(
      page,
      /Saved, but not in your workflows yet[\s\S]*Email was saved after the launch had read it/,
    );
    const stands = (await made.textContent()) ?? "";
    expect(stands).toMatch(/email_1\/workflow\.smtp\.json/);
    expect(stands).not.toMatch(/gmail/i);
    await inspect(page, "launch-saved-since");
  });

  it("shows an attempt that failed, is cancelled by a click, and says that nothing is left", async () => {
    const workspace = await readyWorkspace(world, OWNER);
    await open(page, workspace);
    await shows(page, /What will be made/);
    const release = await lockLeads(world);
    undo = [release];
    await button(page, "Launch").click();
    await shows(page, /The database was away/, 20_000);
    await shows(page, /attempt 2|tries again/);
    await inspect(page, "launch-running");
    browser.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
    await page.context().setOffline(true);
    await shows(page, /could not be reached\.What you see may be older\. The page looks again by itself/);
    expect(await page.getByRole("main").textContent()).not.toMatch(/Nothing was changed/);
    await page.context().setOffline(false);
    await expect.poll(() => page.getByText("What you see may be older").count(), { timeout: 15_000 }).toBe(0);
    await button(page, "Cancel").click();
    const dialog = page.getByRole("dialog", { name: "Cancel the launch?" });
    await shows(page, /unmakes what it has made:[\s\S]*the leads' partition/);
    await inspect(page, "launch-cancel");
    await dialog.getByRole("button", { name: "Cancel the launch" }).click();
    await shows(page, /It turns round when the step under way is over/);
    undo = [];
    await release();
    await shows(page, /The last launch was cancelled[\s\S]*nothing of it is left/, 40_000);
    expect(await rowsOf(workspace, "partition_registry")).toEqual([]);
    await inspect(page, "launch-cancelled");
  });

  it("turns round at a refused key, undoes what stood in sight, and cleans an unclean end first", async () => {
    const workspace = await readyWorkspace(world, OWNER);
    await n8nFaults(workspace, { badSecrets: ["sk-the-key-of-a-test"] });
    await open(page, workspace);
    await button(page, "Launch").click();
    await expect.poll(() => rowsOf(workspace, "partition_registry"), { timeout: 10_000 }).toHaveLength(1);
    const release = await lockLeads(world);
    undo = [release];
    await shows(page, /Undoing what was made[\s\S]*Removing the leads' partition/, 30_000);
    await shows(page, /while putting the credentials into n8n[\s\S]*refuses the stored OpenAI key/);
    await shows(page, /You may leave this page: what was made is undone all the same\./);
    await inspect(page, "launch-rollback");
    undo = [];
    await release();
    await shows(page, /The last launch failed[\s\S]*nothing of it is left/, 30_000);
    expect(await rowsOf(workspace, "workflow_map")).toEqual([]);

    await sql`update genesis.ignition_state set rollback_success = false where workspace_id = ${workspace.id}`;
    await n8nFaults(workspace, { badSecrets: [] });
    await page.reload();
    await shows(page, /Not everything could be undone/);
    await button(page, "Retry").click();
    await shows(page, /Nova Pumps is live/, 40_000);
    await page.getByRole("list", { name: "Cleaned up first" }).waitFor();
    expect(await page.getByRole("list", { name: "Undone" }).count()).toBe(0);
  });
});

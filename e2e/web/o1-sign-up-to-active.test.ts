// From a sign-up to a launched workspace, and what happens when the database refuses meanwhile: all of it on the page.
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { anAddress, anEvent, times } from "../support/items.ts";
import { newToken, sha256 } from "../support/world.ts";
import { openBrowser } from "./support/browser.ts";
import { hasFigure, launchAndWait, openDashboard } from "./support/go-live.ts";
import { refuseWrites } from "./support/refuse.ts";
import { createWebStack } from "./support/stack.ts";
import {
  atStage,
  BRAND,
  createWorkspace,
  doneStages,
  fillBrand,
  fillCredential,
  go,
  leftOnPage,
  listen,
  newPerson,
  openWizard,
  SECRETS,
  walkThree,
  walkWizard,
} from "./support/walk.ts";

const { info, world } = await createWebStack();
const browser = await openBrowser(info);
const { sql } = world;

it("O1 a new person walks the wizard, launches, sees it become active, and opens the dashboard", async () => {
  const page = await browser.visit("/workspaces", { as: newPerson() });
  const answers = listen(page);
  const slug = await createWorkspace(page, "Fern");
  await walkWizard(page, slug);
  expect(await stateOf(slug), "nothing is launched before the click").toBeNull();
  await launchAndWait(page);
  expect(await stateOf(slug)).toBe("active");
  await openDashboard(page, slug);
  await showsWhatIsPosted(page, slug);

  await openWizard(page);
  await page.getByRole("link", { name: /^Credentials/ }).click();
  await page.getByRole("button", { name: "Validate OpenAI" }).waitFor();
  const heard = await answers.all();
  expect(heard, "the answers were listened to").toContain("Fern Pumps");
  const left = await leftOnPage(page);
  for (const secret of Object.values(SECRETS)) {
    expect(heard.includes(secret), "in no answer").toBe(false);
    expect(left.includes(secret), "nowhere on the page or in its stores").toBe(false);
  }
});

it("O2 three stages done: a new browser of the same person shows three done, and goes on at the fourth", async () => {
  const person = newPerson();
  const page = await browser.visit("/workspaces", { as: person });
  const slug = await createWorkspace(page, "Fern");
  await walkThree(page, slug);
  await page.context().close();

  const other = await browser.visit(`/w/${slug}/onboarding`, { as: person });
  await atStage(other, slug, "calendly");
  await other.getByRole("navigation", { name: "Stages" }).waitFor();
  expect((await doneStages(other)).map((text) => text.match(/[A-Z]\w+/)?.[0])).toEqual([
    "Brand",
    "Email",
    "Credentials",
  ]);
  await other.getByRole("link", { name: /^Brand/ }).click();
  const company = other.getByLabel("Company name");
  expect(await company.inputValue()).toBe(BRAND["Company name"]);
});

it("O3 brand: refused by the database, it stays with what was entered, and the same button works later", async () => {
  const { page, slug, id } = await newWorkspace("brand");
  await fillBrand(page);
  const repair = await refuse("brand_profile", id);
  await go(page);
  await refused(page, slug, "brand");
  for (const [label, text] of Object.entries(BRAND)) {
    expect(await page.getByLabel(label, { exact: true }).inputValue()).toBe(text);
  }
  await repair();
  await go(page);
  await atStage(page, slug, "email");
});

it("O3 credentials: refused by the database, the dialog stays with what was entered", async () => {
  const { page, slug, id } = await newWorkspace("credentials");
  const dialog = await fillCredential(page, "OpenAI");
  const repair = await refuse("credential_store", id);
  await dialog.getByRole("button", { name: "Store" }).click();
  await refused(page, slug, "credentials");
  expect(await dialog.getByLabel("API key").inputValue()).toBe(SECRETS.openai);
  await repair();
  await dialog.getByRole("button", { name: "Store" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Validate OpenAI" }).waitFor();
});

it("O3 infrastructure: refused by the database, it stays with what was chosen, and the same button works later", async () => {
  const { page, slug, id } = await newWorkspace("infrastructure");
  const chosen = page.getByRole("radio", { name: /A server at DigitalOcean/ });
  await chosen.check();
  const repair = await refuse("droplet_config", id);
  await go(page);
  await refused(page, slug, "infrastructure");
  expect(await chosen.isChecked()).toBe(true);
  await repair();
  await go(page);
  await atStage(page, slug, "dns");
});

/** What the workspace's n8n posts is on its dashboard when that is loaded again. */
async function showsWhatIsPosted(page: Page, slug: string): Promise<void> {
  const [row] = await sql`select id from public.workspaces where slug = ${slug}`;
  const token = newToken();
  await sql`select genesis.webhook_token_set(${row?.id}::uuid, ${sha256(token)}::bytea, interval '1 hour')`;
  const contacts = times(3, () => anAddress());
  const events = [
    ...contacts.map((contact_email) => anEvent({ contact_email })),
    anEvent({ event_type: "replied", contact_email: contacts[0] }),
  ];
  const answer = await world.post("/events", { id: row?.id, slug, token, owner: "" }, { events });
  expect(answer.status, answer.text).toBe(200);
  await page.reload();
  await hasFigure(page, "Sent", 3);
  await hasFigure(page, "Replies", 1);
}

async function newWorkspace(stage: string): Promise<{ page: Page; slug: string; id: string }> {
  const page = await browser.visit("/workspaces", { as: newPerson() });
  const slug = await createWorkspace(page, "Fern");
  await openWizard(page);
  const stages = page.getByRole("navigation", { name: "Stages" });
  await stages.getByRole("link", { name: new RegExp(`^${stage}`, "i") }).click();
  await atStage(page, slug, stage);
  const [row] = await sql`select id from public.workspaces where slug = ${slug}`;
  return { page, slug, id: row?.id as string };
}

/** From now on the database takes no row of this table for this workspace; the answer ends that. */
function refuse(table: string, id: string): Promise<() => Promise<unknown>> {
  browser.allow(/status of 503/);
  return refuseWrites(sql, table, id);
}

/** The page says that it was not saved, in words of its own, and neither page nor database went on. */
async function refused(page: Page, slug: string, stage: string): Promise<void> {
  const said = (await page.getByRole("alert").first().textContent()) ?? "";
  expect(said).not.toMatch(/could not extend|53100|undefined|\[object/);
  expect(said.length).toBeGreaterThan(10);
  expect(new URL(page.url()).pathname).toBe(`/w/${slug}/onboarding/${stage}`);
  expect(await doneStages(page)).toEqual([]);
  const rows = await sql`select stage from genesis.onboarding_progress p
    join public.workspaces w on w.id = p.workspace_id where w.slug = ${slug}`;
  expect([...rows]).toEqual([]);
}

async function stateOf(slug: string): Promise<string | null> {
  const [row] = await sql`select s.status from genesis.ignition_state s
    join public.workspaces w on w.id = s.workspace_id where w.slug = ${slug}`;
  return (row?.status as string | undefined) ?? null;
}

// What a viewer, a stranger and a member of a frozen workspace see; and the look of the pages that everybody uses.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { inspect } from "./support/inspect.ts";
import { createWebStack } from "./support/stack.ts";
import { createWorkspace, listen, newPerson, shows } from "./support/walk.ts";

const { info, world } = await createWebStack();
const browser = await openBrowser(info);
const ACME = "a0000000-0000-4000-8000-000000000001";

const PAGES: Readonly<Record<string, string>> = {
  dashboard: "Dashboard",
  members: "Members",
  keys: "API keys",
  settings: "Settings",
  launch: "Launch",
  "onboarding/brand": "Brand",
  "onboarding/credentials": "Credentials",
  "onboarding/infrastructure": "Infrastructure",
};
/** One of each kind, where all pages are behind the same door. */
const SOME = ["dashboard", "members", "launch", "onboarding/brand"];
/** Pages on which an owner finds such a button: otherwise a viewer's finding none would say nothing. */
const WITH_CHANGES = ["members", "keys", "onboarding/credentials"];
const CHANGES =
  /^(save|invite|revoke|remove|new |create|launch|retry|cancel|skip|add|store|validate|replace|delete|read|connect|check|go on|rotate|hand over|accept|decline)/i;

/** The page's content is there: its heading, and no shape of what is to come. */
async function settled(page: Page, title: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.waitForLoadState("networkidle");
}

/** Buttons that change something, of those that can be clicked. */
async function changes(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (const button of await page.getByRole("main").getByRole("button", { disabled: false }).all()) {
    names.push((await button.getAttribute("aria-label")) ?? (await button.textContent()) ?? "");
  }
  return names.filter((name) => CHANGES.test(name.trim()));
}

it("a viewer sees every page, and no button that changes something", async () => {
  const page = await browser.visit("/w/acme/dashboard", { as: "user_carol" });
  for (const [path, title] of Object.entries(PAGES)) {
    await page.goto(`/w/acme/${path}`);
    await settled(page, title);
    const main = page.getByRole("main");
    expect(await changes(page), path).toEqual([]);
    expect(await main.getByRole("alert").count(), path).toBe(0);
    if (path.startsWith("onboarding/")) {
      await shows(page, /You see what is set/);
      expect(await main.locator("form :is(input, textarea, select):enabled").count(), path).toBe(0);
    }
  }
});

it("a stranger gets nothing of the workspace, whatever its address", async () => {
  const page = await browser.visit("/workspaces", { as: "user_bob" });
  const answers = listen(page, new RegExp(`^${info.api_url}`));
  for (const path of SOME) {
    await page.goto(`/w/acme/${path}`);
    await page.getByText("There is no such workspace, or you are no member of it").waitFor();
    expect(await page.locator('a[href^="/w/acme/"]').count(), path).toBe(0);
  }
  const heard = await answers.all();
  expect(heard, "the answers were listened to").toContain("globex");
  expect(heard).not.toMatch(new RegExp(`${ACME}|Acme|acme\\.test`));
});

it("a frozen workspace shows the reason and nothing else, on a page that was open as well", async () => {
  const page = await browser.visit("/workspaces", { as: newPerson() });
  const slug = await createWorkspace(page, "Fern");
  const [row] = await world.sql`select id from public.workspaces where slug = ${slug}`;
  // What the page was asking at that moment may be refused.
  browser.allow(/status of 403/);
  await world.freeze({ id: row?.id, slug, token: "", owner: "" });
  for (const path of ["", ...SOME]) {
    if (path) await page.goto(`/w/${slug}/${path}`);
    await shows(page, /This workspace is frozen[\s\S]*a test freezes it/, 15_000);
    const main = page.getByRole("main");
    expect(await main.getByRole("button").count(), path).toBe(0);
    expect(await main.getByRole("link").count(), path).toBe(0);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toMatch(/is frozen/);
    expect(await page.locator(`a[href^="/w/${slug}/"]`).count(), "no navigation").toBe(0);
  }
  await inspect(page, "frozen");
});

describe("each page stands a look in light, dark and on a phone", () => {
  let page: Page;
  it("the list of workspaces", async () => {
    page = await browser.visit("/workspaces", { as: "user_alice" });
    await settled(page, "Workspaces");
    await inspect(page, "my-workspaces");
  });
  it.each(Object.entries(PAGES).filter(([path]) => !/brand|infrastructure/.test(path)))(
    "%s",
    async (path, title) => {
      await page.goto(`/w/acme/${path}`);
      await settled(page, title);
      if (WITH_CHANGES.includes(path)) expect(await changes(page)).not.toEqual([]);
      await inspect(page, path.replace("/", "-"));
    },
  );
});

it("a second click on Set up, while its page still comes, ends at the stage as well", async () => {
  const page = await browser.visit("/w/acme/members", { as: "user_alice" });
  const setUp = page.getByRole("link", { name: "Set up", exact: true });
  await setUp.waitFor();
  // The stage's own chunk comes late, so that the redirect to it is still under way.
  await page.route(/stage-page/, async (route) => {
    await new Promise((done) => setTimeout(done, 700));
    await route.continue();
  });
  await setUp.click();
  await page.waitForURL(/\/onboarding/);
  await page.waitForTimeout(200);
  await setUp.click();
  await page.getByRole("navigation", { name: "Stages" }).waitFor();
});

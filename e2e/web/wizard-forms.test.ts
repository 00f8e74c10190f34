// The wizard's forms under hands that do more than fill and save: a second key, a corrected link, another domain, typing
// on while it is saved, a small window, a second tab. Long: one stack and one browser for all of it.
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { inspect } from "./support/inspect.ts";
import { DESKTOP } from "./support/launch-browser.ts";
import { type Ready, readyWorkspace } from "./support/ready.ts";
import { createWebStack } from "./support/stack.ts";
import {
  atStage,
  button,
  CREDENTIALS,
  fillBrand,
  fillCredential,
  fillEmail,
  go,
  shows,
  storeCredentials,
  type,
} from "./support/walk.ts";

const { info, world } = await createWebStack();
const browser = await openBrowser(info);
const { sql } = world;
const OWNER = "user_alice";
let page: Page;
let workspace: Ready;
beforeAll(async () => {
  workspace = await readyWorkspace(world, OWNER, { stages: false });
  page = await browser.visit(`/w/${workspace.slug}/onboarding/credentials`, { as: OWNER });
});

const open = (stage: string) => page.goto(`/w/${workspace.slug}/onboarding/${stage}`);
const entered = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
const focused = () => page.evaluate("document.activeElement?.tagName");
/** Whether it is wholly within the window, and nothing stands above it. */
const seen = (role: "alert" | "status", text: RegExp) =>
  page
    .getByRole(role)
    .filter({ hasText: text })
    .first()
    .evaluate((note) => {
      const { top, bottom, left } = note.getBoundingClientRect();
      const bare = [top + 2, bottom - 2].every((y) => note.contains(document.elementFromPoint(left + 5, y)));
      return top >= 0 && bottom <= innerHeight && bare;
    });

describe("credentials", () => {
  const stored = () =>
    sql`select name, last_four from genesis.credential_store
      where workspace_id = ${workspace.id} and type = 'openai_api' order by name`;
  const key = (n: string) => `sk-fake-of-a-wizard-test-${n}`;

  it("another key of a type is stored beside the first, under a name of its own", async () => {
    for (const [label, n] of [
      ["Add OpenAI", "1111"],
      ["Add another: OpenAI", "2222"],
    ] as const) {
      await page.getByRole("button", { name: label, exact: true }).click();
      const dialog = page.getByRole("dialog", { name: "OpenAI" });
      await type(dialog, "API key", key(n));
      await dialog.getByRole("button", { name: "Store" }).click();
      await dialog.waitFor({ state: "detached" });
    }
    expect(await stored()).toEqual([
      { name: "OpenAI", last_four: "1111" },
      { name: "OpenAI 2", last_four: "2222" },
    ]);
  });

  it("a name that is taken is refused, and every field is judged at once; Replace replaces", async () => {
    await page.getByRole("button", { name: "Add another: OpenAI" }).click();
    const dialog = page.getByRole("dialog", { name: "OpenAI" });
    await type(dialog, "Name", "x".repeat(101));
    await dialog.getByRole("button", { name: "Store" }).click();
    await dialog.getByText("API key is too short").waitFor();
    await dialog.getByText("Name must have at most 100 characters").waitFor();
    await type(dialog, "API key", key("3333"));
    await type(dialog, "Name", "OpenAI 2");
    await dialog.getByRole("button", { name: "Store" }).click();
    await dialog.getByText(/^Name is taken/).waitFor();
    await page.keyboard.press("Escape");
    await dialog.getByText(/^It stays open/).waitFor();
    await inspect(page, "onboarding-credential-taken");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Replace OpenAI 2" }).click();
    const replace = page.getByRole("dialog", { name: "Replace OpenAI 2" });
    await type(replace, "API key", key("4444"));
    await replace.getByRole("button", { name: "Store" }).click();
    await replace.waitFor({ state: "detached" });
    expect((await stored()).map(({ last_four }) => last_four)).toEqual(["1111", "4444"]);
  });

  it("verdict and error are in sight in a small window, above the dialog's buttons", async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    const dialog = await fillCredential(page, "SMTP account");
    await dialog.getByRole("button", { name: "Check first" }).click();
    await dialog.getByText(/^The mail server/).waitFor();
    expect(await seen("status", /The mail server/)).toBe(true);
    browser.allow(/status of 503/);
    await page.route(/onboarding\/credentials$/, (route) => route.fulfill({ status: 503, json: {} }));
    await dialog.getByRole("button", { name: "Store" }).click();
    await dialog.getByRole("alert").waitFor();
    expect(await seen("alert", /away for a moment/)).toBe(true);
    await page.unroute(/onboarding\/credentials$/);
    await page.setViewportSize({ ...DESKTOP });
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
});

describe("brand", () => {
  it("what is typed rests while it is saved, and the focus is where it was", async () => {
    await open("brand");
    await fillBrand(page);
    let answer: () => void = () => undefined;
    const held = new Promise<void>((release) => {
      answer = release;
    });
    browser.allow(/status of 503/);
    await page.route(/onboarding\/brand$/, async (route) => {
      await held;
      await route.fulfill({ status: 503, json: {}, headers: { "access-control-allow-origin": "*" } });
    });
    const name = page.getByLabel("Company name", { exact: true });
    await name.press("Enter");
    await page.locator("fieldset:disabled").waitFor();
    await page.keyboard.type(" lost");
    expect(await entered("Company name")).toBe("Fern Pumps");
    answer();
    await page.getByRole("main").getByRole("alert").waitFor();
    expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.unroute(/onboarding\/brand$/);
  });

  it("an error is in sight on a phone, whichever field one came from", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    browser.allow(/ERR_INTERNET_DISCONNECTED/);
    await page.context().setOffline(true);
    await page.getByLabel("Company name", { exact: true }).press("Enter");
    await page.getByRole("alert").filter({ hasText: "could not be reached" }).first().waitFor();
    await page.waitForTimeout(300);
    expect(await seen("alert", /could not be reached/)).toBe(true);
    await page.context().setOffline(false);
    await page.setViewportSize({ ...DESKTOP });
  });

  it("a session that ended is taken up again where one stands", async () => {
    browser.allow(/status of 401/);
    const headers = { "access-control-allow-origin": "*" };
    const json = { error: "Your session has ended", code: "invalid_session" };
    await page.route(/onboarding\/brand$/, (route) => route.fulfill({ status: 401, json, headers }), {
      times: 1,
    });
    await page.getByRole("textbox", { name: /^Website/ }).fill("fern.test");
    await go(page);
    await button(page, "Sign in").click();
    await shows(page, /signed in again/);
    expect(await entered("Company name")).toBe("Fern Pumps");
    await go(page);
    await atStage(page, workspace.slug, "email");
    const [brand] = await sql`select website from genesis.brand_profile where workspace_id = ${workspace.id}`;
    expect(brand?.website).toBe("https://fern.test");
    expect(await page.title()).toBe("Email · Set up · Genesis");
    await fillEmail(page);
    await go(page);
    await atStage(page, workspace.slug, "credentials");
  });
});

it("the booking link that stands in the field is the one that is saved", async () => {
  await open("calendly");
  await type(page, "Booking link", "https://127.0.0.1/old");
  await go(page);
  await shows(page, /Not saved yet/);
  await type(page, "Booking link", "https://127.0.0.1/corrected");
  expect(await button(page, "Save anyway").count(), "of a link that was not looked at").toBe(0);
  await go(page);
  await shows(page, /Not saved yet/);
  await button(page, "Save anyway").click();
  await atStage(page, workspace.slug, "infrastructure");
  const [brand] =
    await sql`select calendly_links from genesis.brand_profile where workspace_id = ${workspace.id}`;
  expect(brand?.calendly_links).toEqual(["https://127.0.0.1/corrected"]);
});

it("records are shown of the domain that is asked for, and a pasted address is one", async () => {
  await open("dns");
  const records = page.getByRole("list", { name: "DNS records" });
  await type(page, "Sending domain", "https://FERN.test./");
  await button(page, "Show the records").click();
  await records.waitFor();
  expect(await entered("Sending domain")).toBe("fern.test");
  expect(await records.getByRole("button", { name: /Copy the host of DKIM/ }).count()).toBeLessThan(2);
  await type(page, "Sending domain", "moss.test");
  await records.waitFor({ state: "detached" });
  expect(await button(page, "Verify").isDisabled()).toBe(true);
  await type(page, "Sending domain", "fern.test");
  await records.waitFor();
});

it("the tracking record goes with its domain", async () => {
  await open("tracking");
  await type(page, "Tracking domain", "track.fern.test");
  await button(page, "Show the record").click();
  const record = page.getByRole("list", { name: "DNS records" });
  await record.waitFor();
  await type(page, "Tracking domain", "other.fern.test");
  await record.waitFor({ state: "detached" });
  expect(await focused()).toBe("INPUT");
});

describe("around the wizard", () => {
  it("what another tab has stored is seen by the button that goes on", async () => {
    await open("credentials");
    await go(page);
    await shows(page, /Something is missing still/);
    const { OpenAI: _stored, ...mailAccounts } = CREDENTIALS;
    const other = await page.context().newPage();
    // A tab of its own is somebody of its own to the local issuer.
    await other.goto(`/w/${workspace.slug}/onboarding/credentials`);
    await other.getByRole("button", { name: /Alice/ }).click();
    await storeCredentials(other, mailAccounts);
    await other.close();
    await go(page);
    await atStage(page, workspace.slug, "calendly");
  });

  it("who may no longer edit sees what is set, not what he typed", async () => {
    const role = (name: string) =>
      sql`update public.user_workspaces set role = ${name}
        where workspace_id = ${workspace.id} and user_id = 'user_bob'`;
    await sql`insert into public.user_workspaces (workspace_id, user_id, role)
      values (${workspace.id}, 'user_bob', 'admin')`;
    const helper = await browser.visit(`/w/${workspace.slug}/onboarding/brand`, { as: "user_bob" });
    const name = helper.getByLabel("Company name", { exact: true });
    await name.fill("Typed and not saved");
    await role("viewer");
    await helper.getByText("You see what is set").waitFor();
    expect(await name.inputValue()).toBe("Fern Pumps");
    await helper.context().close();
  });

  it("a new workspace has a slug whatever its name is written in, and its heading the focus", async () => {
    const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
    const has = async (name: string) => {
      await heading(name).waitFor();
      await expect.poll(() => heading(name).evaluate((h) => h === document.activeElement)).toBe(true);
    };
    const fresh = await browser.visit("/workspaces");
    await fresh.getByRole("button", { name: /Alice/ }).click();
    await fresh.getByRole("heading", { level: 1, name: "Workspaces" }).waitFor();
    await expect.poll(() => fresh.evaluate("document.activeElement?.textContent")).toBe("Workspaces");
    await fresh.context().close();
    await page.goto("/workspaces");
    await page.getByRole("button", { name: "New workspace" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("北京泵业");
    expect(await dialog.getByLabel("Slug", { exact: true }).inputValue()).toMatch(/^workspace-[0-9a-f]{4}$/);
    await dialog.getByRole("button", { name: "Create workspace" }).click();
    await page.waitForURL(/workspace-[0-9a-f]{4}\/onboarding\/brand$/);
    await has("Brand");
    expect(await page.title()).toBe("Brand · Set up · Genesis");
  });
});

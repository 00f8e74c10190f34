// What somebody has entered is not lost by a click beside it: the wizard's stages and the settings ask first, and never
// after a save. And the way to Entri, which nothing on this machine answers.
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { inspect } from "./support/inspect.ts";
import { type Ready, readyWorkspace } from "./support/ready.ts";
import { createWebStack } from "./support/stack.ts";
import { atStage, button, fillBrand, go, leftOnPage, shows, type } from "./support/walk.ts";

const { info, world } = await createWebStack();
const browser = await openBrowser(info);
const OWNER = "user_alice";
const workspace: Ready = await readyWorkspace(world, OWNER, { stages: false });
const page = await browser.visit(`/w/${workspace.slug}/onboarding/brand`, { as: OWNER });

const asked = (on: Page) => on.getByRole("dialog", { name: "Leave without saving?" });
const link = (name: string) => page.getByRole("navigation").getByRole("link", { name, exact: true });
const at = (path: string) =>
  page.waitForURL((url) => url.pathname === `/w/${workspace.slug}/${path}`, { timeout: 5_000 });
const company = () => page.getByLabel("Company name", { exact: true });

describe("the wizard", () => {
  it("asks nobody who entered nothing", async () => {
    await company().waitFor();
    await link("Dashboard").click();
    await at("dashboard");
    await link("Set up").click();
    await company().waitFor();
  });

  it("asks before what was entered is lost; Escape stays, with all of it", async () => {
    await type(page, "Company name", "Fern");
    await link("Dashboard").click();
    await asked(page).waitFor();
    expect(await page.evaluate("document.activeElement?.textContent")).toBe("Stay here");
    await inspect(page, "leave-without-saving");
    await page.keyboard.press("Escape");
    await asked(page).waitFor({ state: "detached" });
    await at("onboarding/brand");
    expect(await company().inputValue()).toBe("Fern");
  });

  it("asks at the browser's way back, at another stage, and at a reload", async () => {
    // To the dashboard, which the page itself would show.
    await page.evaluate("history.back()");
    await asked(page).getByRole("button", { name: "Stay here" }).click();
    await page
      .getByRole("navigation", { name: "Stages" })
      .getByRole("link", { name: /^Email/ })
      .click();
    await asked(page).getByRole("button", { name: "Stay here" }).click();
    const asks = page.waitForEvent("dialog");
    // The browser asks only those who have done something on the page, which typing is.
    const reload = page.evaluate("location.reload()").catch(() => undefined);
    const dialog = await asks;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    await reload;
    expect(await company().inputValue()).toBe("Fern");
  });

  it("does not ask who took it back, and lets go who wants to", async () => {
    await company().fill("");
    await link("Members").click();
    await at("members");
    await page.goBack();
    await type(page, "Company name", "Fern");
    await link("Members").click();
    await asked(page).getByRole("button", { name: "Leave without saving" }).click();
    await at("members");
  });

  it("never asks after a save, nor on the way that a skip leads", async () => {
    await page.goto(`/w/${workspace.slug}/onboarding/brand`);
    await fillBrand(page);
    await go(page);
    await atStage(page, workspace.slug, "email");
    await page.goto(`/w/${workspace.slug}/onboarding/calendly`);
    await type(page, "Booking link", "https://calendly.com/fern");
    await button(page, "Skip for now").click();
    await atStage(page, workspace.slug, "infrastructure");
    expect(await asked(page).count()).toBe(0);
  });

  it("a dialog with a typed key is not closed by a click beside it, and the key is stored nowhere", async () => {
    await page.goto(`/w/${workspace.slug}/onboarding/credentials`);
    await page.getByRole("button", { name: "Add OpenAI", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "OpenAI" });
    const key = dialog.getByLabel("API key", { exact: true });
    expect(await key.evaluate((field) => field === document.activeElement)).toBe(true);
    await key.fill("sk-fake-typed-and-left");
    await page.mouse.click(5, 5);
    expect(await key.inputValue()).toBe("sk-fake-typed-and-left");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await leftOnPage(page)).not.toContain("sk-fake-typed-and-left");
  });
});

it("the settings ask as well, and not after the name was saved", async () => {
  await page.goto(`/w/${workspace.slug}/settings`);
  await type(page, "Name", "Fern and Daughters");
  await link("Members").click();
  await asked(page).getByRole("button", { name: "Stay here" }).click();
  await button(page, "Save name").click();
  await page.getByText("Name saved").first().waitFor();
  await link("Members").click();
  await at("members");
});

it("Entri's page is offered where its keys are set, and opens in a tab of its own", async () => {
  await page.goto(`/w/${workspace.slug}/onboarding/dns`);
  await button(page, "Show the records").waitFor();
  expect(await page.getByRole("button", { name: /Entri/ }).count(), "no dead button").toBe(0);
  const share = "https://app.goentri.test/share/1a2b";
  await page.route(/onboarding\/progress/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    await route.fulfill({ response: answer, json: { ...body, offers: { ...body.offers, entri: true } } });
  });
  const records = [{ type: "TXT", host: "@" }];
  await page.route(/dns\/entri\/session/, (route) => {
    // What may be read across origins is the gateway's to say, which this answer does not pass.
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    return route.fulfill({ json: { link: share, records }, headers });
  });
  await page.reload();
  await type(page, "Sending domain", "mail.fern.test");
  await button(page, "Set up automatically with Entri").click();
  await shows(page, /Entri is ready for mail\.fern\.test[\s\S]*enters 1 record there/);
  const open = page.getByRole("link", { name: "Open Entri in a new tab" });
  expect(await open.getAttribute("href")).toBe(share);
  expect(await open.getAttribute("target")).toBe("_blank");
  expect(await open.getAttribute("rel")).toMatch(/noopener/);
  expect(await button(page, "Verify").isEnabled()).toBe(true);
  await inspect(page, "onboarding-dns-entri");
});

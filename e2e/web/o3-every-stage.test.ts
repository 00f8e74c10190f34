// O3 once more, stage after stage of one wizard: each refuses to be saved, says so, keeps what was entered, and goes on
// when the database writes again. Every stage's screen is looked at on the way, and so are the pages that no other test
// opens.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { inspect } from "./support/inspect.ts";
import { type Ready, readyWorkspace } from "./support/ready.ts";
import { refuseWrites } from "./support/refuse.ts";
import { createWebStack } from "./support/stack.ts";
import { atStage, BRAND, button, fillBrand, fillEmail, go, shows, type } from "./support/walk.ts";

const { info, stack, world } = await createWebStack();
const browser = await openBrowser(info);
const { sql } = world;
const OWNER = "user_alice";
let page: Page;
let workspace: Ready;
beforeAll(async () => {
  workspace = await readyWorkspace(world, OWNER, { stages: false });
  page = await browser.visit(`/w/${workspace.slug}/onboarding`, { as: OWNER });
});

const stages = async (): Promise<string[]> => {
  const rows =
    await sql`select stage from genesis.onboarding_progress where workspace_id = ${workspace.id} order by 1`;
  return rows.map(({ stage }) => stage as string);
};

/** `act` is refused in words, once; neither page nor database goes on. */
async function refused(stage: string, act: () => Promise<unknown>): Promise<void> {
  browser.allow(/status of 503/);
  const before = await stages();
  await act();
  const said = (await page.getByRole("alert").first().textContent()) ?? "";
  expect(said).toMatch(
    /Try again in a moment; what you entered stays here|could not be saved|Nothing was changed/,
  );
  expect(said).not.toMatch(/could not extend|53100|undefined|\[object/);
  expect(new URL(page.url()).pathname).toBe(`/w/${workspace.slug}/onboarding/${stage}`);
  expect(await stages()).toEqual(before);
}

const entered = (label: string) => page.getByLabel(label, { exact: true }).inputValue();
const skip = () => button(page, "Skip for now").click();

describe("O3", () => {
  it("O3 brand: the database is stopped, then starts again", async () => {
    await atStage(page, workspace.slug, "brand");
    await inspect(page, "onboarding-brand");
    await fillBrand(page);
    // What the page asks meanwhile is answered as little.
    browser.allow(/status of 50[0-4]/);
    await stack.control("postgres/stop");
    await go(page);
    await page.getByRole("main").getByRole("alert").first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/w/${workspace.slug}/onboarding/brand`);
    await inspect(page, "onboarding-brand-refused");
    for (const [label, text] of Object.entries(BRAND)) expect(await entered(label)).toBe(text);
    await stack.control("postgres/start");
    await expect.poll(() => stages().catch(() => null), { timeout: 20_000 }).toEqual([]);
    await go(page);
    await atStage(page, workspace.slug, "email");
    expect(await stages()).toEqual(["brand"]);
  });

  it("O3 email", async () => {
    await fillEmail(page);
    const repair = await refuseWrites(sql, "email_provider_config", workspace.id);
    await refused("email", () => go(page));
    expect(await entered("Sender address")).toBe("fay@fern.test");
    await inspect(page, "onboarding-email");
    await repair();
    await go(page);
    await atStage(page, workspace.slug, "credentials");
    await inspect(page, "onboarding-credentials");
  });

  it("O3 booking link", async () => {
    await page.goto(`/w/${workspace.slug}/onboarding/calendly`);
    await type(page, "Booking link", "https://127.0.0.1/intro");
    await go(page);
    await shows(page, /Not saved yet/);
    await inspect(page, "onboarding-calendly");
    const repair = await refuseWrites(sql, "brand_profile", workspace.id);
    await refused("calendly", () => button(page, "Save anyway").click());
    expect(await entered("Booking link")).toBe("https://127.0.0.1/intro");
    await repair();
    await button(page, "Save anyway").click();
    await atStage(page, workspace.slug, "infrastructure");
    await page.getByRole("radio").first().waitFor();
    await inspect(page, "onboarding-infrastructure");
  });

  it("O3 tracking: the domain is not noted", async () => {
    await page.goto(`/w/${workspace.slug}/onboarding/tracking`);
    await type(page, "Tracking domain", "track.fern.test");
    const repair = await refuseWrites(sql, "email_provider_config", workspace.id);
    await refused("tracking", () => button(page, "Show the record").click());
    expect(await entered("Tracking domain")).toBe("track.fern.test");
    await repair();
    await button(page, "Show the record").click();
    // This machine's address is no host that a name can lead to.
    await shows(page, /answers at 127\.0\.0\.1, which no CNAME can lead to[\s\S]*TRACKING_HOST/);
    expect(await page.getByRole("button", { name: /the value of Tracking/ }).count()).toBe(0);
    await inspect(page, "onboarding-tracking");
  });

  it.each([
    ["dns", "tracking", "Sending domain", "mail.fern.test"],
    ["tracking", "research", "Tracking domain", "links.fern.test"],
    ["research", "launch", "Actor", "fern/scraper"],
  ])("O3 %s cannot be skipped either", async (stage, next, label, text) => {
    await page.goto(`/w/${workspace.slug}/onboarding/${stage}`);
    // A field that is optional says so in its name.
    const field = page.getByRole("textbox", { name: new RegExp(`^${label}`) });
    await field.fill(text);
    const repair = await refuseWrites(sql, "onboarding_progress", workspace.id);
    await refused(stage, skip);
    expect(await field.inputValue()).toBe(text);
    await inspect(page, `onboarding-${stage}-refused`);
    await repair();
    await skip();
    await page.waitForURL((url) => url.pathname.endsWith(`/${next}`));
    expect(await stages()).toContain(stage);
  });
});

describe("pages that no other test opens", () => {
  it.each([
    ["/unsubscribe#signed", "unsubscribe", "Unsubscribe"],
    ["/unsubscribe", "unsubscribe-not-whole", "Unsubscribe"],
    ["/nowhere", "not-found", "Not found"],
    ["/w/acme/nowhere", "not-found-workspace", "Not found"],
    ["/w/acme/dashboard?tab=costs", "dashboard-costs", "Dashboard"],
  ])("%s", async (path, name, title) => {
    await page.goto(path);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.waitForLoadState("networkidle");
    await inspect(page, name);
  });
});

describe("who may not", () => {
  const caller = world.caller();
  const acme = "a0000000-0000-4000-8000-000000000001";
  afterAll(() => caller.close());
  it.each(["/launch", "/launch/retry", "/launch/cancel", "/onboarding/brand", "/onboarding/credentials"])(
    "a viewer and a stranger get 403 of POST %s, whatever the page shows",
    async (path) => {
      for (const user of ["user_carol", "user_bob"]) {
        const headers = { authorization: `Bearer ${await stack.sessionToken(user)}` };
        const body = { workspace_id: acme, ...BODIES[path] };
        expect((await caller.send(path, { headers, body })).status, user).toBe(403);
      }
    },
  );
});

/** What the schema takes, so that the role is what refuses. */
const BODIES: Readonly<Record<string, Record<string, unknown>>> = {
  "/onboarding/brand": { company_name: "X", sender_name: "X", postal_address: "X" },
  "/onboarding/credentials": { type: "openai_api", name: "X", secret: { api_key: "sk-12345678" } },
};

// The wizard open twice, and open while an operator freezes: what one tab saves, another does not take back unseen; and a
// refused save shows the freeze at once.
import { describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { type Ready, readyWorkspace } from "./support/ready.ts";
import { createWebStack } from "./support/stack.ts";
import { atStage, go, shows, type } from "./support/walk.ts";

const { info, world } = await createWebStack();
const browser = await openBrowser(info);
const { sql } = world;
const OWNER = "user_alice";
const workspace: Ready = await readyWorkspace(world, OWNER);
const brand = `/w/${workspace.slug}/onboarding/brand`;
const stored = async () => {
  const [row] =
    await sql`select company_name, sender_name from genesis.brand_profile where workspace_id = ${workspace.id}`;
  return row;
};

describe("two tabs on one stage", () => {
  it("the later save is refused in words, and keeps what was typed; the first one's stands", async () => {
    const [a, b] = [await browser.visit(brand, { as: OWNER }), await browser.visit(brand, { as: OWNER })];
    for (const tab of [a, b]) await tab.getByLabel("Company name", { exact: true }).waitFor();
    await type(a, "Company name", "Of tab A");
    await go(a);
    await atStage(a, workspace.slug, "email");

    // What the tab reads meanwhile in the background is not what its form was filled with.
    await b.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
    await type(b, "Sender name", "Of tab B");
    browser.allow(/status of 409/);
    await go(b);
    await shows(b, /This stage was saved elsewhere since you opened it\.[\s\S]*another tab, was faster/);
    expect(await b.getByLabel("Sender name", { exact: true }).inputValue()).toBe("Of tab B");
    expect(await stored()).toEqual({ company_name: "Of tab A", sender_name: "Ada" });

    // Loaded anew, it begins with what the first tab saved; a second save of the same form is no other tab's.
    b.on("dialog", (dialog) => void dialog.accept());
    await b.goto(brand);
    await b.getByLabel("Company name", { exact: true }).waitFor();
    expect(await b.getByLabel("Company name", { exact: true }).inputValue()).toBe("Of tab A");
    for (const name of ["Of tab B", "Of tab B again"]) {
      await b.goto(brand);
      await type(b, "Sender name", name);
      await go(b);
      await atStage(b, workspace.slug, "email");
    }
    expect(await stored()).toEqual({ company_name: "Of tab A", sender_name: "Of tab B again" });
    await a.context().close();
    await b.context().close();
  });
});

describe("a freeze", () => {
  it("is shown at once when a save is refused for it, not when the page next looks", async () => {
    const page = await browser.visit(brand, { as: OWNER });
    await type(page, "Sender name", "Ada again");
    await sql`update public.workspaces set status = 'frozen', frozen_at = now(), frozen_by = 'user_op', freeze_reason = 'A test'
      where id = ${workspace.id}`;
    browser.allow(/status of 403/);
    await go(page);
    // The watch looks every ten seconds.
    await page.getByText("A test").first().waitFor({ timeout: 2_000 });
    await page.context().close();
  });
});

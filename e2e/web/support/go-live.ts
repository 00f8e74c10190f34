// What follows the wizard: the launch, and the dashboard of a workspace that is live. By clicks, on the page alone.
import type { Page } from "playwright-core";
import { button, shows } from "./walk.ts";

/** By the button of the launch page; resolves when the page says that it has begun. */
export async function launch(page: Page): Promise<void> {
  await button(page, "Launch").click();
  await page.getByText("The launch is under way.").waitFor();
}

/** Resolves when the launch page, which is not reloaded, shows that the workspace is live. */
export async function untilLive(page: Page, limitMs = 60_000): Promise<void> {
  await shows(page, /is live|The last launch (failed|was cancelled)/, limitMs);
  const said = (await page.getByRole("main").textContent()) ?? "";
  if (!said.includes("is live")) throw new Error(`not launched: ${said.slice(0, 600)}`);
}

export async function launchAndWait(page: Page): Promise<void> {
  await launch(page);
  await untilLive(page);
}

/** From the launch page of a live workspace. */
export async function openDashboard(page: Page, slug: string): Promise<void> {
  await page.getByRole("link", { name: "Open the dashboard" }).click();
  await page.waitForURL((url) => url.pathname === `/w/${slug}/dashboard`);
  await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
}

/** Resolves when the dashboard has the figure: `hasFigure(page, "Sent", 3)`. */
export const hasFigure = (page: Page, label: string, value: number): Promise<void> =>
  page
    .getByRole("group")
    .getByRole("button", { name: new RegExp(`^${label}\\s*${value}(?!\\d)`) })
    .waitFor();

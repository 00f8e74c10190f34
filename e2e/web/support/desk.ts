// What an operator does at the desk, by clicks and keys on the page alone.
import type { Locator, Page } from "playwright-core";

export const panel = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
export const dialog = (page: Page): Locator => page.getByRole("dialog");

/** A page of the desk with its content, without shapes of what is to come. */
export async function openDesk(page: Page, path: string, title: string): Promise<void> {
  await page.goto(`/admin/${path}`);
  await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
  await page.waitForLoadState("networkidle");
}

/** On the page of a workspace, with the slug typed into the dialog. */
export async function freeze(page: Page, typed: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: "Freeze", exact: true }).click();
  await dialog(page).getByLabel("Reason").fill(reason);
  await dialog(page)
    .getByLabel(/^Type .* to go on$/)
    .fill(typed);
  await dialog(page).getByRole("button", { name: "Freeze workspace" }).click();
}

export async function unfreezeWithNothing(page: Page, slug: string): Promise<void> {
  await page.getByRole("button", { name: "Unfreeze", exact: true }).click();
  await dialog(page).getByLabel(`Type ${slug} to go on`).fill(slug);
  await dialog(page).getByRole("button", { name: "Unfreeze, start nothing" }).click();
  await dialog(page).getByText(`${slug} is unfrozen`).waitFor();
}

export async function startAll(page: Page, slug: string): Promise<void> {
  await page.getByRole("button", { name: "Start again" }).click();
  await dialog(page)
    .getByRole("radio", { name: /^Start all/ })
    .check();
  await dialog(page).getByLabel(`Type ${slug} to go on`).fill(slug);
  await dialog(page)
    .getByRole("button", { name: /^Start \d/ })
    .click();
}

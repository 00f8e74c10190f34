// A person who walks the wizard: by clicks and keys, on the page alone. Knows no test runner, so that the end-to-end
// against the real n8n can take the same way.
import { randomUUID } from "node:crypto";
import type { Locator, Page } from "playwright-core";

/** Somebody whom the stack has never seen. */
export const newPerson = (name = "Fay Fern") => ({
  name,
  email: `fay-${randomUUID().slice(0, 8)}@new.test`,
});

export const BRAND = {
  "Company name": "Fern Pumps",
  "Sender name": "Fay Fern",
  "Postal address": "1 Main Street, Springfield",
};
export const SENDER = "fay@fern.test";
/** Of credentials that a person enters; nothing answers there. */
export const SECRETS = { mailbox: "the-password-of-a-mailbox", openai: "sk-fake-9f2c41d7-of-a-test" };

export async function type(within: Page | Locator, label: string, text: string): Promise<void> {
  const field = within.getByLabel(label, { exact: true });
  await field.fill("");
  await field.pressSequentially(text);
}

/** Below the form; the panel beside it has links alone. */
export const button = (page: Page, name: string): Locator =>
  page.getByRole("main").getByRole("button", { name, exact: true });
export const go = (page: Page) => button(page, "Save and continue").click();
export const atStage = (page: Page, slug: string, stage: string) =>
  page.waitForURL((url) => url.pathname === `/w/${slug}/onboarding/${stage}`);

/** From /workspaces by the dialog; resolves in the new workspace with its slug. */
export async function createWorkspace(page: Page, name: string): Promise<string> {
  const slug = `fern-${randomUUID().slice(0, 8)}`;
  await page.getByRole("button", { name: "New workspace" }).click();
  const dialog = page.getByRole("dialog");
  await type(dialog, "Name", name);
  await type(dialog, "Slug", slug);
  await dialog.getByRole("button", { name: "Create workspace" }).click();
  // A new workspace opens its wizard at the first stage.
  await page.waitForURL((url) => url.pathname === `/w/${slug}/onboarding/brand`);
  return slug;
}

/** To the wizard by the navigation; it begins where it was left. */
export async function openWizard(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Set up", exact: true }).click();
  await page.waitForURL(/\/onboarding\//);
  await page.getByRole("navigation", { name: "Stages" }).waitFor();
}

export async function fillBrand(page: Page): Promise<void> {
  for (const [label, text] of Object.entries(BRAND)) await type(page, label, text);
}

export async function fillEmail(page: Page): Promise<void> {
  await page.getByRole("radio", { name: /Any other mailbox/ }).check();
  await type(page, "Sender address", SENDER);
  // At any hour: what is sent in a test does not wait for the morning.
  await page.getByLabel("Send from").fill("00:00");
  await page.getByLabel("Send until").fill("23:59");
}

const MAIL_SERVER = { Server: "127.0.0.1", Port: "2525", User: SENDER, Password: SECRETS.mailbox };
/** By the title of their kind: label of the field → what is typed, or whether the box is ticked. */
export type Entered = Readonly<Record<string, Readonly<Record<string, string | boolean>>>>;
export const CREDENTIALS: Entered = {
  "SMTP account": MAIL_SERVER,
  "IMAP account": MAIL_SERVER,
  OpenAI: { "API key": SECRETS.openai },
};

/** Opens the dialog of this kind and fills it; "Store" is the caller's. */
export async function fillCredential(page: Page, title: string, entered = CREDENTIALS): Promise<Locator> {
  await page.getByRole("button", { name: `Add ${title}`, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: title });
  for (const [label, value] of Object.entries(entered[title] ?? {})) {
    if (typeof value === "string") await type(dialog, label, value);
    // Its hint is a part of a box's name.
    else await dialog.getByRole("checkbox", { name: label }).setChecked(value);
  }
  return dialog;
}

export async function storeCredentials(page: Page, entered = CREDENTIALS): Promise<void> {
  for (const title of Object.keys(entered)) {
    const dialog = await fillCredential(page, title, entered);
    await dialog.getByRole("button", { name: "Store" }).click();
    await dialog.waitFor({ state: "detached" });
  }
}

/** Brand, email and credentials, each saved; ends at the fourth stage. */
export async function walkThree(page: Page, slug: string, entered = CREDENTIALS): Promise<void> {
  await openWizard(page);
  await atStage(page, slug, "brand");
  await fillBrand(page);
  await go(page);
  await atStage(page, slug, "email");
  await fillEmail(page);
  await go(page);
  await atStage(page, slug, "credentials");
  await storeCredentials(page, entered);
  await go(page);
  await atStage(page, slug, "calendly");
}

/** Every stage, from the first to the launch page: the required ones with this machine's n8n, the others skipped. */
export async function walkWizard(page: Page, slug: string, entered = CREDENTIALS): Promise<void> {
  await walkThree(page, slug, entered);
  const skip = () => button(page, "Skip for now").click();
  await skip();
  await atStage(page, slug, "infrastructure");
  await page.getByRole("radio", { name: /n8n on this machine/ }).check();
  await go(page);
  for (const stage of ["dns", "tracking", "research"]) {
    await atStage(page, slug, stage);
    await skip();
  }
  await page.waitForURL((url) => url.pathname === `/w/${slug}/launch`);
}

/** The stages that the page shows as done. */
export const doneStages = (page: Page): Promise<string[]> =>
  page.getByRole("navigation", { name: "Stages" }).getByRole("link", { name: /done$/ }).allInnerTexts();

/** What the page's servers answer from now on; `all` when every body has come. */
export function listen(page: Page, of: RegExp = /./): { all(): Promise<string> } {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (!of.test(response.url())) return;
    // A redirect and an answer whose page is gone have no body.
    bodies.push(response.text().catch(() => ""));
  });
  return { all: async () => (await Promise.all(bodies)).join("\n") };
}

/** What a script on the page could read: stores, cookies, fields and text. */
export const leftOnPage = async (page: Page): Promise<string> =>
  (await page.evaluate(`JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie,
    [...document.querySelectorAll("input, textarea")].map((field) => field.value),
    document.documentElement.outerHTML])`)) as string;

/** Waits until the text is somewhere in the page's main part. */
export async function shows(page: Page, text: RegExp, limitMs = 10_000): Promise<void> {
  let said = "";
  for (const end = Date.now() + limitMs; Date.now() < end; await page.waitForTimeout(100)) {
    said = (await page.getByRole("main").textContent()) ?? "";
    if (text.test(said)) return;
  }
  throw new Error(`${page.url()} never said ${text}, but: ${said}`);
}

// Signing in as a person does: on the sign-in page of the local issuer, by clicks.
import type { Page } from "playwright-core";
import { DEMO_USERS } from "../../../stack/tokens.ts";

/** One of the demonstration's people by id, or a new person, whose user id the page makes of the address. */
export type Person = (typeof DEMO_USERS)[number]["id"] | { readonly email: string; readonly name: string };

/** Resolves when the page after the sign-in is there. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  if (typeof person === "string") {
    const { email } = DEMO_USERS.find(({ id }) => id === person) ?? { email: person };
    await page.getByRole("button", { name: email }).click();
  } else {
    await page.getByRole("button", { name: "New person" }).click();
    await page.getByLabel("Name").fill(person.name);
    await page.getByLabel("E-mail").fill(person.email);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

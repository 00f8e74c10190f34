// The way in, on the page and the stack as `npm start` gives them.
import { expect, it } from "vitest";
import { openBrowser } from "./browser.ts";
import { inspect } from "./inspect.ts";
import { createWebStack } from "./stack.ts";

const { info } = await createWebStack();
const browser = await openBrowser(info);

it("the sign-in page stands a look in light, dark and on a phone", async () => {
  const page = await browser.visit("/sign-in");
  await page.getByRole("button", { name: "alice@acme.test" }).waitFor();
  await inspect(page, "sign-in");
});

it("one of the demonstration's people signs in by a click and sees her workspace", async () => {
  const page = await browser.visit("/workspaces", { as: "user_alice" });
  await page.getByRole("link", { name: /acme/i }).first().waitFor();
  await inspect(page, "workspaces");
});

it("a new person signs in with a name and an address, and belongs to nothing yet", async () => {
  const page = await browser.visit("/workspaces", { as: { name: "Fay", email: "fay@new.test" } });
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(await page.getByRole("link", { name: /acme/i }).count()).toBe(0);
  await inspect(page, "workspaces-none");
});

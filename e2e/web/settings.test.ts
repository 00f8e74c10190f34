// The webhook token on the settings page, from the click to n8n, and invitations on the list of workspaces. One file for
// both, hence its length: each would have a stack and a browser. (o1-who-sees-what looks at the page at rest.)
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { dialog, panel } from "./support/desk.ts";
import { inspect } from "./support/inspect.ts";
import { createWebStack } from "./support/stack.ts";
import { leftOnPage, listen, newPerson, shows } from "./support/walk.ts";

const { info, world, genesis } = await createWebStack();
const browser = await openBrowser(info);
const { sql } = world;
const ACME = "a0000000-0000-4000-8000-000000000001";

async function settings(slug: string, as: "user_alice" | "user_bob" | "user_carol"): Promise<Page> {
  const page = await browser.visit(`/w/${slug}/settings`, { as });
  await panel(page, "Webhook token").getByText("State").waitFor();
  return page;
}
const state = (page: Page) => panel(page, "Webhook token").locator("dd").getByRole("status");
const says = (page: Page, text: RegExp) =>
  expect.poll(() => state(page).textContent(), { timeout: 30_000 }).toMatch(text);
const act = (page: Page, name: string) => panel(page, "Webhook token").getByRole("button", { name });

async function validHash(): Promise<string> {
  const [row] =
    await sql`select encode(webhook_token_hash, 'hex') as hash from private.workspace_secrets where workspace_id = ${ACME}`;
  return row?.hash as string;
}

let returns = async (): Promise<void> => {};
/** The sidecar is nowhere, until `returns` is called. */
async function sidecarAway(): Promise<void> {
  const [row] = await sql`select sidecar_url from genesis.partition_registry where workspace_id = ${ACME}`;
  const at = (url: string) =>
    sql`update genesis.partition_registry set sidecar_url = ${url} where workspace_id = ${ACME}`;
  await at("http://127.0.0.1:1");
  returns = async () => {
    await at(row?.sidecar_url);
    await due();
  };
}
async function due(): Promise<void> {
  await sql`update genesis.commands set next_at = now() where workspace_id = ${ACME} and status = 'open'`;
  await sql`update pgmq.q_commands set vt = now() where message ->> 'workspace_id' = ${ACME}`;
  await sql`select private.kick('commands')`;
}

afterEach(() => returns());

describe("the webhook token", { timeout: 120_000 }, () => {
  let alice: Page;
  beforeAll(async () => {
    const ignited = await genesis("ignite", "acme");
    if (ignited.code !== 0) throw new Error(`ignite: ${ignited.out}${ignited.err}`);
    alice = await settings("acme", "user_alice");
  }, 60_000);

  it("is rotated by the keyboard, and is in n8n without a reload; nobody is shown it", async () => {
    const answers = listen(alice);
    await says(alice, /^in n8n/);
    const before = await validHash();
    await act(alice, "Rotate token").press("Enter");
    await dialog(alice)
      .getByText(/stays valid for 24 hours/)
      .waitFor();
    await inspect(alice, "settings-rotate");
    await dialog(alice).getByRole("button", { name: "Rotate token" }).press("Enter");
    await dialog(alice).waitFor({ state: "detached" });
    await panel(alice, "Webhook token")
      .getByText(/by Alice/)
      .waitFor();
    await panel(alice, "Webhook token").getByText(/^ends/).waitFor();
    await says(alice, /^in n8n/);
    await act(alice, "Rotate token").waitFor();
    expect(await validHash()).not.toBe(before);
    const [told] = await sql`select status from genesis.commands where workspace_id = ${ACME}
      and action = 'rotate_webhook_token' order by seq desc limit 1`;
    expect(told?.status).toBe("done");
    const { out } = await genesis("webhook-token", "acme");
    expect(out).toMatch(/^[0-9a-f]{64}\n$/);
    const heard = await answers.all();
    expect(heard, "the answers were listened to").toContain('"handing"');
    expect(heard + (await leftOnPage(alice))).not.toContain(out.trim());
  });

  it("waits while the server is away, says so, and is done when that returns", async () => {
    const other = await settings("acme", "user_alice");
    await sidecarAway();
    await act(alice, "Rotate token").click();
    await dialog(alice).getByRole("button", { name: "Rotate token" }).click();
    await says(alice, /^on its way to n8n/);
    expect(await act(alice, "Rotate token").isDisabled()).toBe(true);
    await expect
      .poll(() => due().then(() => state(alice).textContent()), { timeout: 20_000, interval: 500 })
      .toMatch(/[2-9] tries so far/);

    // A page that was open before: its button is refused, in words, and then it knows.
    browser.allow(/status of 409/);
    await act(other, "Rotate token").click();
    await dialog(other).getByRole("button", { name: "Rotate token" }).click();
    await dialog(other).getByText("The last new webhook token is still on its way to n8n.").waitFor();
    await dialog(other).getByRole("button", { name: "Keep it as it is" }).click();
    await says(other, /^on its way to n8n/);
    await returns();
    await says(alice, /^in n8n/);
    await says(other, /^in n8n/);
    await other.context().close();
  });

  it("was given up and its former one has ended: a warning, and the same one is handed over again", async () => {
    await sidecarAway();
    await act(alice, "Rotate token").click();
    await dialog(alice).getByRole("button", { name: "Rotate token" }).click();
    await says(alice, /^on its way to n8n/);
    await sql`update genesis.commands set status = 'failed', error = 'a test', finished_at = now()
      where workspace_id = ${ACME} and status in ('open', 'running')`;
    await sql`update private.workspace_secrets set previous_until = now() where workspace_id = ${ACME}`;
    const hash = await validHash();
    await says(alice, /^not handed over/);
    await shows(alice, /The former token has ended/);
    await inspect(alice, "settings-failed");
    await returns();
    await act(alice, "Hand over again").click();
    await dialog(alice).getByRole("button", { name: "Hand over again" }).click();
    await says(alice, /^in n8n/);
    expect(await validHash(), "no new one").toBe(hash);
    expect(await panel(alice, "Webhook token").getByText("The former token has ended").count()).toBe(0);
  });

  it("is seen by a viewer without its button, and has none before the first launch", async () => {
    const carol = await settings("acme", "user_carol");
    await says(carol, /^in n8n/);
    expect(await panel(carol, "Webhook token").getByRole("button").count()).toBe(0);
    await carol.context().close();
    await sql`update private.workspace_secrets s set webhook_token_hash = null, previous_hash = null, previous_until = null
      from public.workspaces w where w.id = s.workspace_id and w.slug = 'globex'`;
    const bob = await settings("globex", "user_bob");
    await says(bob, /^none yet/);
    expect(await panel(bob, "Webhook token").getByRole("button").count()).toBe(0);
    await bob.context().close();
  });
});

describe("invitations to the person's own address", { timeout: 60_000 }, () => {
  const invite = async (workspace: string, owner: string, email: string) => {
    const asked = { p_workspace_id: workspace, p_email: email, p_role: "member" };
    const { error } = await world.asUser(owner).rpc("invite_member", asked);
    expect(error).toBeNull();
  };

  it("are listed, accepted and declined there; another person sees none of them", async () => {
    const fay = newPerson();
    const other = await world.workspace();
    const name = `Fern ${randomUUID().slice(0, 8)}`;
    await sql`update public.workspaces set name = ${name} where id = ${other.id}`;
    await invite(ACME, "user_alice", fay.email.toUpperCase());
    await invite(other.id, other.owner, fay.email);
    const page = await browser.visit("/workspaces", { as: fay });
    await panel(page, "Invitations").getByText("Acme", { exact: true }).waitFor();
    await inspect(page, "invitations");
    const stranger = await browser.visit("/workspaces", { as: newPerson("Ned Nobody") });
    await stranger.getByText("You are in no workspace yet").waitFor();
    expect(await stranger.getByRole("region", { name: "Invitations" }).count()).toBe(0);
    await stranger.context().close();

    await page.getByRole("button", { name: `Decline the invitation to ${name}` }).press("Enter");
    await inspect(page, "invitation-decline");
    await dialog(page).getByRole("button", { name: "Decline invitation" }).press("Enter");
    await dialog(page).waitFor({ state: "detached" });
    await expect
      .poll(() => page.evaluate("document.activeElement?.tagName"), { message: "the focus is not lost" })
      .toBe("H1");
    await page.getByRole("button", { name: "Accept the invitation to Acme" }).press("Enter");
    await page.getByRole("list", { name: "My workspaces" }).getByRole("link", { name: /Acme/ }).click();
    await page.waitForURL(/\/w\/acme/);
    const joined =
      await sql`select w.slug, m.role from public.user_workspaces m join public.workspaces w on w.id = m.workspace_id
      join public.users u using (user_id) where u.email = ${fay.email}`;
    expect([...joined]).toEqual([{ slug: "acme", role: "member" }]);
    await page.goto("/workspaces");
    await page.getByRole("list", { name: "My workspaces" }).waitFor();
    expect(await page.getByRole("region", { name: "Invitations" }).count()).toBe(0);
  });

  it("that was revoked meanwhile is refused in words, and is gone with the next look", async () => {
    const fay = newPerson();
    const other = await world.workspace();
    await invite(other.id, other.owner, fay.email);
    const page = await browser.visit("/workspaces", { as: fay });
    const accept = page.getByRole("button", { name: "Accept the invitation to Test" });
    await accept.waitFor();
    await sql`update public.workspace_invites set revoked_at = now() where workspace_id = ${other.id}`;
    browser.allow(/status of 410/);
    await accept.click();
    await page.getByRole("alert").getByText("This invitation was revoked.").waitFor();
    expect(await world.count("public.user_workspaces", other)).toBe(1);
  });
});

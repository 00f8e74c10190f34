// O1 on the real n8n: from a sign-up in Chromium to a live workspace beside acme's, on an n8n of its own, and to a
// dashboard that shows what its workflows did.
import assert from "node:assert/strict";
import { hasFigure, launch, openDashboard, untilLive } from "../e2e/web/support/go-live.ts";
import { inspect, screenshot } from "../e2e/web/support/inspect.ts";
import { leftOnPage, openWizard, SENDER, walkWizard } from "../e2e/web/support/walk.ts";
import { reply } from "./answers.ts";
import { isDeployed } from "./deployed.ts";
import { type Newcomer, SECRETS, signUp } from "./newcomer.ts";
import { becomes, count, runs, statuses } from "./support.ts";
import { Skip, type Tally } from "./tally.ts";
import type { World } from "./world.ts";

/** An n8n boots in 5 to 9 s; beside a browser and another n8n on two busy cores in up to a minute. */
const LIVE_WITHIN_MS = 200_000;
const LEADS = ["dora@prospects.test", "emil@prospects.test"];
const TEXTS = [
  { step: 1, subject: "Hello {{first_name|there}}", body: "Hi,\n\n{{report}}\n\n{{sender_name}}" },
  { step: 2, subject: "", body: "Did this reach you?" },
];

/** Each stored credential, by its button; what the page says of it. */
async function validate({ page, credentials }: Newcomer): Promise<void> {
  await openWizard(page);
  await page.getByRole("link", { name: /^Credentials/ }).click();
  for (const title of Object.keys(credentials)) {
    await page.getByRole("button", { name: `Validate ${title}`, exact: true }).click();
    const kind = page.getByRole("listitem").filter({ has: page.getByText(title, { exact: true }) });
    const verdict = kind.getByRole("status").filter({ hasText: /\S/ }).last(); // it is there, and empty, before
    await verdict.waitFor();
    assert.match((await verdict.textContent()) ?? "", /^works/, title);
  }
  await screenshot(page, "n8n-credentials", "light");
}

async function goesLive({ page, slug }: Newcomer): Promise<void> {
  await page.getByRole("link", { name: "Launch", exact: true }).click();
  await page.waitForURL((url) => url.pathname === `/w/${slug}/launch`);
  await launch(page);
  await screenshot(page, "n8n-launch-running", "light");
  await untilLive(page, LIVE_WITHIN_MS);
  await screenshot(page, "n8n-launch-active", "light");
}

/** Researched, mailed and answered by what the launch deployed, with the keys that were typed on the page. */
async function works({ sink, model, mailbox, tenant, theirs }: Newcomer): Promise<void> {
  const { campaign } = await tenant.assembled();
  // The launch started it: what people add is its texts and its leads.
  const texts = await theirs
    .from("campaigns")
    .update({ texts: TEXTS })
    .eq("id", campaign.id)
    .select("id, status");
  assert.deepEqual(texts.data, [{ id: campaign.id, status: "active" }], JSON.stringify(texts.error));
  const leads = LEADS.map((email) => ({ email, first_name: email.split("@")[0] }));
  const taken = await tenant.call("leads", { action: "upsert", campaign_id: campaign.id, leads });
  assert.equal(taken.status, 200, JSON.stringify(taken.body));
  const all = async (has: (lead: Record<string, unknown>) => boolean) => (await tenant.leads()).every(has);
  await runs(tenant, "research_report", () => all((lead) => Boolean(lead.report)));
  await runs(tenant, "email_preparation", () =>
    all((lead) => (lead.mails as unknown[] | null)?.length === TEXTS.length),
  );
  await runs(tenant, "email_1", async () => (await statuses(tenant)).in_sequence === LEADS.length);
  assert.equal(model.calls.length, LEADS.length);
  assert.deepEqual(sink.mails.map((mail) => mail.to[0]).sort(), LEADS);
  assert.ok(sink.mails.every((mail) => mail.from === SENDER));
  assert.equal(await count(tenant, "sent"), LEADS.length);
  const [mail] = sink.mails;
  const original = mail?.headers["message-id"] ?? "";
  const from = mail?.to[0] ?? "";
  mailbox.deliver(reply({ id: "dora@reply.test", from, to: SENDER, original, text: "Do call me." }));
  assert.ok(await becomes(async () => (await count(tenant, "replied")) === 1), "n8n read the reply");
  assert.deepEqual(await statuses(tenant), { in_sequence: LEADS.length - 1, replied: 1 });
}

async function shows({ page, slug }: Newcomer): Promise<void> {
  await openDashboard(page, slug);
  await hasFigure(page, "Sent", LEADS.length);
  await hasFigure(page, "Replies", 1);
  await inspect(page, "n8n-dashboard");
  await page.getByRole("tab", { name: "Costs" }).click();
  await page.getByRole("row", { name: /gpt-4o-mini/ }).waitFor();
  await screenshot(page, "n8n-dashboard-costs", "light");
}

async function keepsSecrets({ page, answers, browser }: Newcomer): Promise<void> {
  const [heard, left] = [await answers.all(), await leftOnPage(page)];
  assert.ok(heard.includes(SENDER), "the answers were listened to");
  for (const secret of SECRETS) {
    assert.ok(!heard.includes(secret), "in no answer");
    assert.ok(!left.includes(secret), "nowhere on the page or in its stores");
  }
  assert.deepEqual(browser.unexpected(), []);
}

export async function playWizard(world: World, { check }: Tally): Promise<void> {
  let person: Newcomer | undefined;
  const theirs = (work: (person: Newcomer) => Promise<void>) => async () => {
    if (!person) throw new Skip("nobody signed up");
    await work(person);
  };
  const acmes = async () => (await world.n8n.listed("workflows")).map(({ id, active }) => [id, active]);
  const before = await acmes();

  await check("O1 a new person signs up in Chromium, makes a workspace and walks every stage", async () => {
    person = await signUp(world);
    await walkWizard(person.page, person.slug, person.credentials);
  });
  await check(
    "O1 what was typed works: mail server, mailbox and model take each credential",
    theirs(validate),
  );
  await check("O1 Launch, by its button: the page shows the workspace become live", theirs(goesLive));
  await check(
    "O1 an n8n of its own has seven active workflows of Genesis's and four credentials; acme's is as it was",
    theirs(async ({ tenant }) => {
      await isDeployed(tenant);
      assert.deepEqual(await acmes(), before);
    }),
  );
  await check("O1 its leads are researched, mailed and answered, and n8n posts what happened", theirs(works));
  await check("O1 the dashboard shows these numbers", theirs(shows));
  await check("O1 no secret is in an answer or on the page, and its console is silent", theirs(keepsSecrets));
  await person?.close();
}

// What happens when n8n dies in the middle of sending, and the Gmail way of sending.
import assert from "node:assert/strict";
import { sleep } from "../stack/errors.ts";
import { startGmailStandIn } from "./gmail-stand-in.ts";
import { runs, succeeded } from "./support.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

const MAILS_BEFORE_THE_CRASH = 3;

/** As if the lease had run out; the test does not wait a quarter of an hour. */
const endLeases = ({ real, workspace }: World) =>
  real.sql`update genesis.leads set claimed_until = now()
    where workspace_id = ${workspace.id} and claimed_until is not null`;

const due = async (world: World): Promise<string[]> =>
  (await world.leads()).filter((lead) => lead.status === "in_sequence").map((lead) => String(lead.email));

async function crashWhileSending(world: World): Promise<void> {
  const { sink, n8n, workflows } = world;
  const expected = await due(world);
  sink.mails.length = 0;
  await n8n.start(workflows["email_3.smtp"] as string, "Schedule");
  for (let n = 0; n < 400 && sink.mails.length < MAILS_BEFORE_THE_CRASH; n++) await sleep(25);
  await world.process.kill();
  assert.ok(
    sink.mails.length >= MAILS_BEFORE_THE_CRASH && sink.mails.length < expected.length,
    "died in the middle",
  );
  await world.process.start();
  for (let n = 0; n < 3; n++) {
    await endLeases(world);
    await runs(world, "email_3.smtp");
  }
  const mailed = sink.mails.map((mail) => mail.to[0] as string);
  assert.equal(new Set(mailed).size, mailed.length, "nobody was mailed twice");
  // At most the one in flight was permitted and not mailed: it is not sent blindly again.
  const missed = expected.filter((email) => !mailed.includes(email));
  assert.ok(missed.length <= 1, `missed: ${missed}`);
  const open = await world.real.sql`select contact_email from public.send_permits
    where workspace_id = ${world.workspace.id} and step = 3 and status <> 'sent'`;
  for (const email of missed)
    assert.deepEqual(
      open.map((permit) => permit.contact_email),
      [email],
    );
}

async function sendByGmail(world: World): Promise<void> {
  const { real, workspace, campaign, n8n } = world;
  const gmail = await startGmailStandIn();
  try {
    const leads = [{ email: "gmail@prospects.test", first_name: "Zoë" }];
    await world.call("leads", { action: "upsert", campaign_id: campaign, leads });
    const mails = [{ step: 1, subject: "Grüße an Zoë", body: "Hallo Zoë" }];
    await real.sql`update genesis.leads set status = 'prepared', mails = ${real.sql.json(mails)}, next_due_at = now()
      where workspace_id = ${workspace.id} and email = 'gmail@prospects.test'`;
    const compiled = world.compile("gmail").find((made) => made.slug === "email_1");
    const text = JSON.stringify(compiled?.workflow).replaceAll("https://gmail.googleapis.com", gmail.origin);
    const id = await n8n.makeWorkflow("[test] Email 1 by Gmail", JSON.parse(text));
    try {
      succeeded(await n8n.run(id, "Schedule"));
    } finally {
      await n8n.deleteWorkflow(id);
    }
    const [mail] = gmail.mails;
    assert.equal(gmail.mails.length, 1);
    assert.match(mail ?? "", /^List-Unsubscribe: <http.*\/unsubscribe\/.*>\r$/m);
    assert.match(mail ?? "", /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    const [event] =
      await real.sql`select message_id from public.email_events where workspace_id = ${workspace.id}
      and event_type = 'sent' and contact_email = 'gmail@prospects.test'`;
    assert.equal(event?.message_id, "<gmail-1@mail.gmail.test>", "the Message-ID that Gmail gave");
  } finally {
    await gmail.close();
  }
}

export async function playFaults(world: World, { check }: Tally): Promise<void> {
  await check(
    "n8n killed while it sends: nobody gets a mail twice, and what is unclear is not sent again",
    () => crashWhileSending(world),
  );
  await check("Email 1 by Gmail's API carries the same headers, and keeps Gmail's Message-ID", () =>
    sendByGmail(world),
  );
}

// What ignition with SMTP has no use for, for another campaign of acme's: the files for Gmail in n8n, a mail by Gmail's
// API, a tracker for Gmail on a mailbox that another reads already; and values that break templates.
import assert from "node:assert/strict";
import { workflowHash } from "../supabase/functions/_shared/templates/mod.ts";
import { SENDER } from "./acme.ts";
import { everyValueIsExact } from "./exactness.ts";
import { startGmailStandIn } from "./gmail-stand-in.ts";
import { REPLY_ID } from "./scene-answer.ts";
import { count, emailOf, firstMailTo, succeeded } from "./support.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

const LEAD = "gmail@prospects.test";
const GOOGLE = {
  clientId: "x",
  clientSecret: "x",
  oauthTokenData: {
    access_token: "x",
    refresh_token: "x",
    scope: "x",
    token_type: "Bearer",
    expiry_date: 4e12,
  },
};

/** Compiled for acme's other active campaign, with Gmail's API where the stand-in is; slug → n8n's id. */
async function importAll(world: World, google: string, origin: string): Promise<Record<string, string>> {
  const { n8n, sql, workspaceId } = world;
  const deployed = (await world.assembled()).campaign.id;
  const [campaign] = await sql`select c.id, c.name, g.id as group_id, g.name as group_name
    from public.campaigns c join public.campaign_groups g on g.id = c.campaign_group_id
    where c.workspace_id = ${workspaceId} and c.status = 'active' and c.id <> ${deployed}`;
  const ids: Record<string, string> = { campaign: campaign?.id };
  for (const { slug, name, workflow, hash } of await world.compileForGmail(campaign as never, google)) {
    const text = JSON.stringify(workflow).replaceAll("https://gmail.googleapis.com", origin);
    const id = await n8n.makeWorkflow(name, JSON.parse(text));
    ids[slug] = id;
    const stored = await n8n.getWorkflow(id);
    assert.ok(!JSON.stringify(stored.nodes).includes("YOUR_"), `${name}: no placeholder`);
    const back = JSON.stringify(stored).replaceAll(origin, "https://gmail.googleapis.com");
    assert.equal(workflowHash(JSON.parse(back)), hash, `${name}: what n8n stored is what was compiled`);
  }
  return ids;
}

async function sendByGmail(world: World, ids: Record<string, string>, mails: string[]): Promise<void> {
  const { sql, workspaceId, n8n } = world;
  const leads = [{ email: LEAD, first_name: "Zoë" }];
  await world.call("leads", { action: "upsert", campaign_id: ids.campaign, leads });
  const texts = [{ step: 1, subject: "Grüße an Zoë", body: "Hallo Zoë" }];
  await sql`update genesis.leads set status = 'prepared', mails = ${sql.json(texts)}, next_due_at = now()
    where workspace_id = ${workspaceId} and email = ${LEAD}`;
  succeeded(await n8n.run(ids.email_1 as string, "Schedule"));
  const [mail] = mails;
  assert.equal(mails.length, 1);
  assert.match(mail ?? "", /^List-Unsubscribe: <http.*\/unsubscribe\/.*>\r$/m);
  assert.match(mail ?? "", /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  const [event] = await sql`select message_id from public.email_events where workspace_id = ${workspaceId}
    and event_type = 'sent' and contact_email = ${LEAD}`;
  assert.equal(event?.message_id, "<gmail-1@mail.gmail.test>", "the Message-ID that Gmail gave");
}

/** n8n's Gmail trigger asks Google alone: what it would give is pinned. */
async function trackTwice(world: World, tracker: string): Promise<void> {
  const before = await count(world, "replied");
  const original = firstMailTo(world, emailOf(3)).headers["message-id"];
  const known = {
    headers: { "in-reply-to": `In-Reply-To: ${original}`, "message-id": `Message-ID: <${REPLY_ID}>` },
    messageId: `<${REPLY_ID}>`,
    subject: "Re: Hello",
    from: { value: [{ address: emailOf(3), name: "" }] },
    text: "Sounds good, call me.",
  };
  const own = { ...known, messageId: "<own@acme.test>", from: { value: [{ address: SENDER }] } };
  const other = { ...known, messageId: "<other@x.test>", from: { value: [{ address: LEAD }] } };
  succeeded(await world.n8n.run(tracker, "Gmail inbox", [known, own, other]));
  assert.equal(await count(world, "replied"), before + 1, "the known one is one event still");
}

export async function playGmail(world: World, { check }: Tally): Promise<void> {
  const { n8n } = world;
  const gmail = await startGmailStandIn();
  const google = await n8n.makeCredential("gmailOAuth2", "gmail", GOOGLE);
  let ids: Record<string, string> = {};
  try {
    await check("the files for Gmail are taken by n8n as well, unchanged", async () => {
      ids = await importAll(world, google, gmail.origin);
    });
    await check("Email 1 by Gmail's API carries the same headers, and keeps Gmail's Message-ID", () =>
      sendByGmail(world, ids, gmail.mails),
    );
    await check("a second tracker on the mailbox, a Gmail one, tells what is known no second time", () =>
      trackTwice(world, ids.reply_tracker as string),
    );
    await check("values that break templates arrive in n8n exactly as given, in nine kinds of place", () =>
      everyValueIsExact(n8n),
    );
  } finally {
    const { campaign: _, ...workflows } = ids;
    for (const id of Object.values(workflows)) await n8n.deleteWorkflow(id);
    await n8n.deleteCredential(google);
    await gmail.close();
  }
}

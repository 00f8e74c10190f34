// Reply Tracker: what comes into the mailbox, told to Genesis; requests to stop handed to the Opt-Out Handler.
import type { WorkflowBody } from "../../supabase/functions/_shared/templates/types.ts";
import { gmailInbox, imapInbox } from "./edges.ts";
import { code, loop, post, settings, stop, untilTold, when, workflow } from "./nodes.ts";
import { S, source } from "./source.ts";

export const GMAIL_INBOX = "Gmail inbox";
export const IMAP_INBOX = "IMAP inbox";
const values = {
  workspace_id: "YOUR_WORKSPACE_ID",
  leads_url: "YOUR_LEADS_URL",
  events_url: "YOUR_DASHBOARD_EVENTS_URL",
  sender_email: "YOUR_SENDER_EMAIL",
  opt_out_url: "YOUR_N8N_INSTANCE_URL/webhook/YOUR_CAMPAIGN_ID/opt-out-reply",
};

/** The attachments of a report tell which mail it is about: their texts, and not more than that needs. */
export const READ = `const out = [];
for (const [n, item] of $input.all().entries()) {
  const parts = [];
  for (const name of Object.keys(item.binary ?? {}))
    parts.push((await this.helpers.getBinaryDataBuffer(n, name)).toString('utf8').slice(0, 20000));
  const seen = readMail(item.json, parts);
  if (['replied', 'bounced', 'complained'].includes(seen.kind)) out.push({ json: seen });
}
return out;`;

/** What the mailbox's owner wrote himself is no reply. */
export const EACH = `${S}
return $('Read mails').all().filter(({ json }) => json.from !== s.sender_email.toLowerCase());`;

const DECIDE = `${S}
const seen = $('Loop').first().json;
const event = eventOf(seen, $input.first().json.leads, s.workspace_id);
return [{ json: { event, stop: seen.stop === true } }];`;

export const lookup =
  "{ workspace_id: $('Settings').first().json.workspace_id, action: 'lookup', email: $('Loop').first().json.email, in_reply_to: $('Loop').first().json.original.length ? $('Loop').first().json.original : undefined }";

export function replies(): WorkflowBody {
  const again = { tries: 3, onError: "continueErrorOutput" } as const;
  const handOver = "{ event: $('Decide').first().json.event }";
  const nodes = [
    gmailInbox(GMAIL_INBOX),
    imapInbox(IMAP_INBOX),
    code("Read mails", [source("reply")], READ),
    { ...settings(values), executeOnce: true },
    code("Each mail", [], EACH),
    loop(),
    post("Find lead", "$('Settings').first().json.leads_url", lookup, again),
    code("Decide", [source("reply")], DECIDE),
    when("Tells something?", "$json.event !== null"),
    post("Tell Genesis", "$('Settings').first().json.events_url", "$json.event", again),
    when("Asks to stop?", "$('Decide').first().json.stop"),
    post("Hand to Opt-Out Handler", "$('Settings').first().json.opt_out_url", handOver, again),
    // What the trigger gave is not given again: it is kept here until Genesis takes it.
    ...untilTold("Wait", "Tried too often?"),
    stop("Give up", "A mail could not be reported to Genesis for a day"),
  ];
  return workflow(nodes, [
    [GMAIL_INBOX, "Read mails"],
    [IMAP_INBOX, "Read mails"],
    ["Read mails", "Settings"],
    ["Settings", "Each mail"],
    ["Each mail", "Loop"],
    ["Loop", [], "Find lead"],
    ["Find lead", "Decide", "Wait"],
    ["Decide", "Tells something?"],
    ["Tells something?", "Tell Genesis", "Loop"],
    ["Tell Genesis", "Asks to stop?", "Wait"],
    ["Asks to stop?", "Hand to Opt-Out Handler", "Loop"],
    ["Hand to Opt-Out Handler", "Loop", "Wait"],
    ["Wait", "Tried too often?"],
    ["Tried too often?", "Give up", "Find lead"],
  ]);
}

// Opt-Out Handler: the page that people see on the droplet, and the replies that ask to stop. All of it ends in the
// `unsubscribe` function, or, for somebody who is no lead, in an opt_out event.
import type { WorkflowBody } from "../../supabase/functions/_shared/templates/types.ts";
import { gmailInbox, handedOver, respondHtml, webhook } from "./edges.ts";
import {
  code,
  loop,
  type NodeDraft,
  type OnError,
  post,
  settings,
  untilTold,
  when,
  workflow,
} from "./nodes.ts";
import { lookup, READ } from "./replies.ts";
import { S, source } from "./source.ts";

export const OPT_OUT_INBOX = "Gmail inbox";
/** What goes when the workspace has no Gmail. */
export const GMAIL_PATH = [OPT_OUT_INBOX, "Read mails"];
export const OPT_OUT_PATH = "YOUR_CAMPAIGN_ID/opt-out";

const values = {
  workspace_id: "YOUR_WORKSPACE_ID",
  campaign_id: "YOUR_CAMPAIGN_ID",
  leads_url: "YOUR_LEADS_URL",
  events_url: "YOUR_DASHBOARD_EVENTS_URL",
  unsubscribe_url: "YOUR_UNSUBSCRIBE_URL",
  sender_email: "YOUR_SENDER_EMAIL",
  company_name: "YOUR_COMPANY_NAME",
};

const once = (draft: NodeDraft, name: string): NodeDraft => ({ ...draft, name, executeOnce: true });

/** RFC 8058's own words. The link's signature is all the authority there is, and all that is needed. */
const oneClick = (name: string, url: string, onError: OnError): NodeDraft => ({
  name,
  type: "n8n-nodes-base.httpRequest",
  typeVersion: 4.5,
  parameters: {
    method: "POST",
    url: `={{ ${url} }}`,
    sendBody: true,
    contentType: "form-urlencoded",
    bodyParameters: { parameters: [{ name: "List-Unsubscribe", value: "One-Click" }] },
    options: { timeout: 30_000 },
  },
  retryOnFail: true,
  maxTries: 5,
  waitBetweenTries: 5_000,
  onError,
});

const page = (name: string, call: string) =>
  code(
    name,
    [source("page")],
    `const s = $('Page settings').first().json;\nreturn [{ json: { page: ${call} } }];`,
  );

/** Handed over by the Reply Tracker ({event}), or read here ({kind, email, original, stop}). */
const STOPS = `${S}
return $('Reply handed over').isExecuted
  ? [{ json: { email: $('Reply handed over').first().json.body.event.contact_email, original: [], event: $('Reply handed over').first().json.body.event } }]
  : $('Read mails').all().filter(({ json }) => json.stop && json.from !== s.sender_email.toLowerCase());`;

const WHO = `${S}
const seen = $('Loop').first().json;
const event = seen.event ?? eventOf(seen, $input.first().json.leads, s.workspace_id);
const lead = $input.first().json.leads.find(({ id }) => id === event?.lead_id);
const known = event !== null && event.lead_id !== undefined && event.campaign_id !== undefined;
return [{ json: {
  known, concerns: event !== null,
  links: known && { workspace_id: s.workspace_id, action: 'links', lead_id: event.lead_id, campaign_id: event.campaign_id,
    links: [{ kind: 'unsubscribe', step: event.email_number ?? Math.max(lead?.step ?? 1, 1) }] },
  opt_out: event && { workspace_id: s.workspace_id, event_type: 'opt_out', contact_email: event.contact_email,
    lead_id: event.lead_id, campaign_id: event.campaign_id, idempotency_key: event.idempotency_key.replace(/^mail:[a-z]+/, 'mail:opt_out'),
    run_token: event.run_token, metadata: { via: 'reply' } },
} }];`;

export function optOut(): WorkflowBody {
  const again = { tries: 5, onError: "continueErrorOutput" } as const;
  const nodes = [
    webhook("Page asked for", "GET", OPT_OUT_PATH, { responseMode: "responseNode" }),
    webhook("Page answered", "POST", OPT_OUT_PATH, { responseMode: "responseNode" }),
    once(settings(values), "Page settings"),
    when("Answered?", "$('Page answered').isExecuted"),
    page("Question", "questionPage($('Page asked for').first().json.query?.u, s.company_name)"),
    respondHtml("Show question", 200),
    oneClick(
      "Unsubscribe by page",
      "$('Page settings').first().json.unsubscribe_url + '/' + String($('Page answered').first().json.body?.u ?? '').replace(/[^A-Za-z0-9_.-]/g, '')",
      "continueErrorOutput",
    ),
    page("Done", "donePage(s.company_name)"),
    respondHtml("Show done", 200),
    page("Not done", "failedPage(s.sender_email)"),
    respondHtml("Show not done", 502),
    handedOver("Reply handed over", "YOUR_CAMPAIGN_ID/opt-out-reply"),
    gmailInbox(OPT_OUT_INBOX),
    code("Read mails", [source("reply")], READ),
    once(settings(values), "Settings"),
    code("Each that asks to stop", [], STOPS),
    loop(),
    post("Find lead", "$('Settings').first().json.leads_url", lookup, again),
    code("Who", [source("reply")], WHO),
    when("Known lead?", "$json.known"),
    post("Sign link", "$('Settings').first().json.leads_url", "$('Who').first().json.links", again),
    oneClick(
      "Unsubscribe",
      "$('Settings').first().json.unsubscribe_url + '/' + $json.links[0].signed",
      "continueErrorOutput",
    ),
    when("Concerns us?", "$('Who').first().json.concerns"),
    // Whom no link can name is still heard: an opt-out by address.
    post("Tell opt-out", "$('Settings').first().json.events_url", "$('Who').first().json.opt_out", again),
    ...untilTold("Wait", "Tried too often?"),
  ];
  return workflow(nodes, [
    ["Page asked for", "Page settings"],
    ["Page answered", "Page settings"],
    ["Page settings", "Answered?"],
    ["Answered?", "Unsubscribe by page", "Question"],
    ["Question", "Show question"],
    ["Unsubscribe by page", "Done", "Not done"],
    ["Done", "Show done"],
    ["Not done", "Show not done"],
    ["Reply handed over", "Settings"],
    [OPT_OUT_INBOX, "Read mails"],
    ["Read mails", "Settings"],
    ["Settings", "Each that asks to stop"],
    ["Each that asks to stop", "Loop"],
    ["Loop", [], "Find lead"],
    ["Find lead", "Who", "Wait"],
    ["Who", "Known lead?"],
    ["Known lead?", "Sign link", "Concerns us?"],
    ["Sign link", "Unsubscribe", "Concerns us?"],
    ["Unsubscribe", "Loop", "Concerns us?"],
    ["Concerns us?", "Tell opt-out", "Loop"],
    ["Tell opt-out", "Loop", "Wait"],
    ["Wait", "Tried too often?"],
    ["Tried too often?", "Loop", "Find lead"],
  ]);
}

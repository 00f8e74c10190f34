// Email 1, 2 and 3: one lead at a time, a permit right before each mail, and the outcome told right after it.
import type { MailProvider, WorkflowBody } from "../../supabase/functions/_shared/templates/types.ts";
import {
  code,
  every,
  jsonAnswer,
  loop,
  type NodeDraft,
  type OnError,
  post,
  settings,
  untilTold,
  type Wire,
  when,
  workflow,
} from "./nodes.ts";
import { S, source } from "./source.ts";

export const EMAIL_CADENCE = 5;
const LEADS_A_RUN = 10;

const values = (step: number, provider: MailProvider) => ({
  workspace_id: "YOUR_WORKSPACE_ID",
  campaign_id: "YOUR_CAMPAIGN_ID",
  campaign_group_id: "YOUR_CAMPAIGN_GROUP_ID",
  leads_url: "YOUR_LEADS_URL",
  send_permit_url: "YOUR_SEND_PERMIT_URL",
  events_url: "YOUR_DASHBOARD_EVENTS_URL",
  sender_name: "YOUR_SENDER_NAME",
  sender_email: "YOUR_SENDER_EMAIL",
  company_name: "YOUR_COMPANY_NAME",
  postal_address: "YOUR_POSTAL_ADDRESS",
  provider,
  run_token: "={{ $json.run_token ?? '' }}",
  claimed_by: `=email_${step}/YOUR_CAMPAIGN_ID/{{ $execution.id }}`,
});

const LEAD = "const lead = $('Loop').first().json; const permit = $('Ask permit').first().json.results[0];";

const sendSmtp: NodeDraft = {
  name: "Send",
  type: "CUSTOM.genesisMail",
  typeVersion: 1,
  parameters: { mail: "={{ $json.mail }}" },
  credentials: { smtp: { id: "YOUR_CREDENTIAL_SMTP_ID", name: "SMTP" } },
  onError: "continueErrorOutput",
};

const gmailCall = (name: string, parameters: Record<string, unknown>, onError: OnError): NodeDraft => ({
  name,
  type: "n8n-nodes-base.httpRequest",
  typeVersion: 4.5,
  parameters: {
    authentication: "predefinedCredentialType",
    nodeCredentialType: "gmailOAuth2",
    options: jsonAnswer(),
    ...parameters,
  },
  credentials: { gmailOAuth2: { id: "YOUR_CREDENTIAL_GMAIL_ID", name: "Gmail" } },
  onError,
});

const GMAIL = "https://gmail.googleapis.com/gmail/v1/users/me/messages";

/** The Gmail node sets no headers, so the whole mail goes to Gmail's API as it is. */
const sendGmail: NodeDraft[] = [
  code("Mail as MIME", [source("mime")], "return [{ json: { raw: rawMail($input.first().json.mail) } }];"),
  gmailCall(
    "Send",
    {
      method: "POST",
      url: `${GMAIL}/send`,
      sendBody: true,
      specifyBody: "json",
      jsonBody: "={{ JSON.stringify($json) }}",
    },
    "continueErrorOutput",
  ),
  // Gmail may replace the Message-ID that it was given: replies name the one it sent.
  gmailCall(
    "Read Message-ID",
    { method: "GET", url: `=${GMAIL}/{{ $json.id }}?format=metadata&metadataHeaders=Message-ID` },
    "continueRegularOutput",
  ),
];

/** What the sender says of the mail, and its Message-ID: without it nothing is told as sent. */
const SAID: Record<MailProvider, string> = {
  smtp: "const said = $('Send').first().json; const id = said.messageId; const gone = Boolean(id);",
  gmail:
    "const gone = Boolean($('Send').first().json.id); const id = ($input.first().json.payload?.headers ?? [])[0]?.value;",
};

export function email(step: number, provider: MailProvider): WorkflowBody {
  const sender = provider === "smtp" ? [sendSmtp] : sendGmail;
  const told = (from: string) => `$('${from}').first().json`;
  const result = (name: string, from: string) =>
    post(name, "$('Settings').first().json.leads_url", `${told(from)}.result`, { tries: 5 });
  // The mail has gone, or has not: Genesis must hear of it, and is told again until it does.
  const event = (name: string, from: string) =>
    post(name, "$('Settings').first().json.events_url", `${told(from)}.event`, {
      tries: 5,
      onError: "continueErrorOutput",
    });
  const compose = [
    S,
    LEAD,
    `if (permit.allow !== true) return [{ json: { allow: false, ...deniedOutcome(s, lead, ${step}, permit) } }];`,
    `return [{ json: { allow: true, mail: composeMail(lead, permit, s, ${step}) } }];`,
  ];
  const outcome = (call: string, before: string[] = []) =>
    [S, LEAD, "const mail = $('Compose').first().json.mail;", ...before, `return [{ json: ${call} }];`].join(
      "\n",
    );
  const claim = `{ workspace_id: $json.workspace_id, action: 'claim', campaign_id: $json.campaign_id, purpose: 'send', step: ${step}, limit: ${LEADS_A_RUN}, claimed_by: $json.claimed_by }`;
  const permit = `{ workspace_id: $('Settings').first().json.workspace_id, campaign_id: $('Settings').first().json.campaign_id, step: ${step}, mailbox: $('Settings').first().json.sender_email, run_token: $('Settings').first().json.run_token || undefined, leads: [{ lead_id: $json.id }] }`;
  const nodes = [
    every(EMAIL_CADENCE),
    settings(values(step, provider)),
    post("Claim due leads", "$json.leads_url", claim),
    code("Each lead", [], "return $input.first().json.leads.map((json) => ({ json }));"),
    loop(),
    // No permit, no mail: when the call fails, so does the run, and the leads are free again after their lease.
    post("Ask permit", "$('Settings').first().json.send_permit_url", permit),
    code("Compose", [source("compose"), source("outcome")], compose.join("\n")),
    when("Allowed?", "$json.allow"),
    ...sender,
    code(
      "Sent",
      [source("outcome")],
      outcome(`sentOutcome(s, lead, permit, ${step}, mail, id)`, [
        SAID[provider],
        "if (!gone) throw new Error('The sender did not say that the mail has gone');",
      ]),
    ),
    event("Tell sent", "Sent"),
    result("Record sent", "Sent"),
    ...untilTold("Wait to tell sent", "Sent told too often?"),
    code(
      "Failed",
      [source("outcome")],
      outcome(`failedOutcome(s, lead, permit, ${step}, $input.first().json.error)`),
    ),
    event("Tell failed", "Failed"),
    result("Record failed", "Failed"),
    ...untilTold("Wait to tell failed", "Failure told too often?"),
    result("Give back", "Compose"),
  ];
  const sending: Wire[] =
    provider === "smtp"
      ? [
          ["Allowed?", "Send", "Give back"],
          ["Send", "Sent", "Failed"],
        ]
      : [
          ["Allowed?", "Mail as MIME", "Give back"],
          ["Mail as MIME", "Send"],
          ["Send", "Read Message-ID", "Failed"],
          ["Read Message-ID", "Sent"],
        ];
  return workflow(nodes, [
    ["Schedule", "Settings"],
    ["Settings", "Claim due leads"],
    ["Claim due leads", "Each lead"],
    ["Each lead", "Loop"],
    ["Loop", [], "Ask permit"],
    ["Ask permit", "Compose"],
    ["Compose", "Allowed?"],
    ...sending,
    ["Sent", "Tell sent"],
    ["Tell sent", "Record sent", "Wait to tell sent"],
    ["Wait to tell sent", "Sent told too often?"],
    ["Sent told too often?", "Record sent", "Tell sent"],
    ["Record sent", "Loop"],
    ["Failed", "Tell failed"],
    ["Tell failed", "Record failed", "Wait to tell failed"],
    ["Wait to tell failed", "Failure told too often?"],
    ["Failure told too often?", "Record failed", "Tell failed"],
    ["Record failed", "Loop"],
    ["Give back", "Loop"],
  ]);
}

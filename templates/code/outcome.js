// Bodies of the nodes that tell Genesis what became of one send. Keys derive from the permit: a node that is tried
// again, or an execution that is run again, tells the same thing once.
const about = (s, lead, permit, step) => ({
  workspace_id: s.workspace_id,
  campaign_id: s.campaign_id,
  campaign_group_id: s.campaign_group_id || undefined,
  email_number: step,
  lead_id: lead.id,
  contact_email: lead.email,
  mailbox: s.sender_email,
  permit_id: permit.permit_id,
  run_token: s.run_token || undefined,
});
const resultOf = (s, lead) => ({
  workspace_id: s.workspace_id,
  action: "result",
  lead_id: lead.id,
  claimed_by: s.claimed_by,
});

/** → {event, result} for functions/events and functions/leads. */
export function sentOutcome(s, lead, permit, step, mail, messageId) {
  const message_id = messageId || mail.message_id;
  return {
    event: {
      ...about(s, lead, permit, step),
      event_type: "sent",
      idempotency_key: `sent:${permit.permit_id}`,
      provider: s.provider,
      message_id,
      subject: mail.subject,
    },
    result: { ...resultOf(s, lead), kind: "sent", step, message_id, mailbox: s.sender_email },
  };
}

/** A server that refuses the address itself (5.1.x) has bounced it; anything else has failed and is tried later. */
export function failedOutcome(s, lead, permit, step, error) {
  const diagnostic = String(error?.message ?? error ?? "unknown").slice(0, 2000);
  const status = /\b5\.1\.\d{1,3}\b/.exec(diagnostic)?.[0];
  const event_type = status ? "bounced" : "failed";
  return {
    event: {
      ...about(s, lead, permit, step),
      event_type,
      idempotency_key: `${event_type}:${permit.permit_id}`,
      ...(status && { bounce: { status, diagnostic } }),
      metadata: { error: diagnostic },
    },
    result: { ...resultOf(s, lead), kind: "failed", retry_minutes: 60 },
  };
}

const HOUR = 60;
const MONTH = 43_200; // the longest that functions/leads takes

/**
 * No permit. A step that was sent is recorded, should that have been lost; whatever may change is asked again later;
 * a mail that may have gone is never sent again, and stands in the alarm that its permit raised.
 */
export function deniedOutcome(s, lead, step, answer) {
  if (answer.reason === "duplicate_step" && answer.permit_status === "sent")
    return { result: { ...resultOf(s, lead), kind: "sent", step, mailbox: s.sender_email } };
  const until = answer.retry_at ? Math.ceil((Date.parse(answer.retry_at) - Date.now()) / 60_000) : undefined;
  const usual = answer.reason === "campaign_paused" || answer.permit_status === "open" ? HOUR : MONTH;
  const retry_minutes = Math.min(Math.max(until ?? usual, 1), MONTH);
  return { result: { ...resultOf(s, lead), kind: "failed", retry_minutes } };
}

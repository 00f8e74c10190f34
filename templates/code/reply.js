// Bodies of the nodes of Reply Tracker and Opt-Out Handler: what a mail in the mailbox is, and what it means for a
// lead. In: a mail as mailparser gives it, which n8n's IMAP and Gmail triggers both do.
const STOP =
  /^\s*(please\s+)?(stop|unsubscribe|remove( me)?|opt[ -]?out|abmelden|austragen|desinscribir|désinscri\w*|(do not|don't) (contact|e?-?mail|write)\b.*|take me off\b.*|no more (e-?)?mails?\b.*)[\s.!]*$/i;

/** 200 characters at most; what is cut off is told apart by a hash (FNV-1a, 53 bits). */
function keyOf(prefix, id) {
  const key = `${prefix}:${id}`;
  if (key.length <= 200) return key;
  let hash = 0xcbf29ce4n;
  for (const char of key) hash = ((hash ^ BigInt(char.codePointAt(0))) * 0x100000001b3n) & 0x1fffffffffffffn;
  return `${key.slice(0, 180)}:${hash.toString(16)}`;
}

const idsIn = (text) => [...String(text ?? "").matchAll(/<[^<>\s]{3,990}>/g)].map((found) => found[0]);
const header = (mail, name) =>
  String(mail.headers?.[name] ?? "")
    .replace(/^[^:]*:\s*/, "")
    .trim();
const field = (text, name) => new RegExp(`^${name}:\\s*(?:[\\w-]+;)?\\s*(.+)$`, "im").exec(text)?.[1]?.trim();
const addressIn = (text) => /[^\s<>;:"]+@[^\s<>;:"]+/.exec(text ?? "")?.[0]?.toLowerCase();

/** What the person wrote, without what they quote. */
function ownWords(text) {
  const lines = String(text ?? "").split(/\r?\n/);
  const end = lines.findIndex(
    (line, n) =>
      /^(>|-{2,}\s*original message|_{10,}|on .+ wrote:$|am .+ schrieb.*:$|le .+ a écrit)/i.test(line) &&
      n > 0,
  );
  return (end < 0 ? lines : lines.slice(0, end))
    .filter((line) => !line.startsWith(">"))
    .join("\n")
    .trim();
}

const asksToStop = (subject, words) =>
  STOP.test(subject) ||
  words
    .split("\n")
    .filter((line) => line.trim())
    .slice(0, 3)
    .some((line) => STOP.test(line));

function report(mail, parts) {
  const whole = [mail.text, ...parts].join("\n");
  const type = header(mail, "content-type").toLowerCase();
  if (/report-type="?feedback-report/.test(type) || /^feedback-type:/im.test(whole)) {
    const to = addressIn(field(whole, "Original-Rcpt-To") ?? field(parts.join("\n"), "To"));
    return { kind: "complained", email: to, original: idsIn(field(parts.join("\n"), "Message-ID")) };
  }
  const status = field(whole, "Status")?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0];
  if (!/report-type="?delivery-status/.test(type) && !(status && field(whole, "Final-Recipient")))
    return undefined;
  const diagnostic = field(whole, "Diagnostic-Code") ?? String(mail.subject ?? "");
  // Delayed, relayed, delivered: nothing has failed yet.
  if (field(whole, "Action") && !/^failed/i.test(field(whole, "Action"))) return { kind: "notice" };
  return {
    kind: "bounced",
    email: addressIn(field(whole, "Original-Recipient") ?? field(whole, "Final-Recipient")),
    original: idsIn(parts.map((p) => field(p, "Message-ID")).join(" ")).concat(
      idsIn(header(mail, "in-reply-to")),
    ),
    bounce: { status: status ?? "5.0.0", diagnostic: diagnostic.slice(0, 2000) },
  };
}

/** mail: item.json; parts: the texts of its attachments. kind: replied, bounced, complained, or what tells nothing. */
export function readMail(mail, parts) {
  const message_id = idsIn(mail.messageId ?? header(mail, "message-id"))[0];
  const from = (mail.from?.value?.[0]?.address ?? addressIn(header(mail, "from")) ?? "").toLowerCase();
  const subject = String(mail.subject ?? "").slice(0, 900);
  const { run_token } = mail; // of a test run's pinned mail
  const seen = {
    message_id,
    from,
    subject,
    run_token,
    date: mail.date ? new Date(mail.date).toISOString() : undefined,
  };
  const found = report(mail, parts);
  if (found) return { ...seen, ...found, stop: false };
  const answers = [...idsIn(header(mail, "in-reply-to")), ...idsIn(header(mail, "references"))];
  const machine =
    /^(auto-|list|bulk|junk)/i.test(header(mail, "precedence")) ||
    (header(mail, "auto-submitted") !== "" && !/^no\b/i.test(header(mail, "auto-submitted"))) ||
    header(mail, "x-autoreply") !== "" ||
    header(mail, "x-autorespond") !== "";
  const kind = machine ? "automatic" : "replied";
  const isAnswer = answers.length > 0 || /^(re|aw|sv|antw|ref)\s*:/i.test(subject);
  return {
    ...seen,
    kind,
    email: from,
    original: [...new Set(answers)].slice(-50),
    isAnswer,
    stop: kind === "replied" && asksToStop(subject, ownWords(mail.text)),
  };
}

/** The lead a mail is about: by the message it answers; else by its address, the one imported last. */
function leadOf(seen, leads) {
  const bare = (id) => String(id ?? "").replace(/[<>\s]/g, "");
  const original = new Set((seen.original ?? []).map(bare));
  for (const lead of leads) {
    const sent = (lead.message_ids ?? []).find((m) => m.message_id && original.has(bare(m.message_id)));
    if (sent) return { lead, step: sent.step };
  }
  const byAddress = leads.filter((lead) => lead.email === seen.email);
  byAddress.sort(
    (a, b) => String(b.created_at).localeCompare(String(a.created_at)) || String(a.id).localeCompare(b.id),
  );
  return { lead: byAddress[0] };
}

/**
 * The event for a mail, or null when it tells nothing. All of it comes from the mail and the lead, nothing from the
 * workflow that reads it: several trackers on one mailbox post one and the same event.
 */
export function eventOf(seen, leads, workspaceId) {
  if (!["replied", "bounced", "complained"].includes(seen.kind)) return null;
  const { lead, step } = leadOf(seen, leads);
  // A stranger's new mail is no answer; a stranger's answer is, and is told of as one that matched nobody.
  if (seen.kind === "replied" && !lead && !seen.isAnswer) return null;
  const contact_email = lead?.email ?? seen.email;
  if (!contact_email) return null;
  const id = seen.message_id ?? `${seen.from}/${seen.date}/${seen.subject}`;
  return {
    workspace_id: workspaceId,
    event_type: seen.kind,
    idempotency_key: keyOf(`mail:${seen.kind}`, id),
    contact_email,
    lead_id: lead?.id,
    campaign_id: lead?.campaign_id ?? undefined,
    email_number: step,
    message_id: seen.message_id,
    subject: seen.subject || undefined,
    bounce: seen.bounce,
    run_token: seen.run_token || undefined,
    metadata: {
      ...(!lead && { unmatched: true }),
      ...(seen.date && { received_at: seen.date }),
      from: seen.from,
    },
  };
}

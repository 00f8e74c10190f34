// Body of the Compose node: from a lead's prepared text to the mail that goes out. Texts may hold [label](url) and
// ![](url), which Email Preparation writes for tracked links and the picture that tells of an opening.
const LINK = /(!?)\[([^\]\n]*)\]\((https?:\/\/[^\s)]+)\)/g;

const oneLine = (text) =>
  String(text ?? "")
    .replace(/[\r\n\t]+/g, " ")
    .trim();
const escapeHtml = (text) =>
  text.replace(
    /[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c],
  );

/** A label that is an address says where the link goes: the plain text shows that, not the tracking link. */
const plainText = (body) =>
  body.replace(LINK, (_all, picture, label, url) =>
    picture ? "" : /^https?:\/\//.test(label) ? label : `${label} (${url})`,
  );

function htmlOf(body) {
  let html = "";
  let at = 0;
  for (const found of body.matchAll(LINK)) {
    const [all, picture, label, url] = found;
    html += escapeHtml(body.slice(at, found.index));
    html += picture
      ? `<img src="${escapeHtml(url)}" width="1" height="1" alt="">`
      : `<a href="${escapeHtml(url)}">${escapeHtml(label || url)}</a>`;
    at = found.index + all.length;
  }
  return (html + escapeHtml(body.slice(at))).replace(/\r?\n/g, "<br>\n");
}

/** Message ids of the mails that this lead got before, oldest first, each in angle brackets. */
const earlierIds = (lead, step) =>
  (lead.message_ids ?? [])
    .filter((sent) => sent.step < step && sent.message_id)
    .sort((a, b) => a.step - b.step)
    .map((sent) => `<${sent.message_id.replace(/[<>\s]/g, "")}>`);

/** lead: of functions/leads with its mail; permit: {permit_id, unsubscribe_url}; s: the Settings node. */
export function composeMail(lead, permit, s, step) {
  const { permit_id, unsubscribe_url } = permit;
  const sender = oneLine(s.sender_name);
  const signature = [sender, oneLine(s.company_name)].filter(Boolean).join(", ");
  const address = String(s.postal_address).trim();
  const text = plainText(lead.mail.body).trimEnd();
  const earlier = earlierIds(lead, step);
  return {
    from: { name: sender, address: s.sender_email },
    to: lead.email,
    subject: oneLine(lead.mail.subject),
    text: `${text}\n\n-- \n${signature}\n${address}\n\nNo more mail from us: ${unsubscribe_url}\n`,
    html: `<div>${htmlOf(lead.mail.body.trimEnd())}<br>\n<br>\n-- <br>\n${escapeHtml(signature)}<br>\n${escapeHtml(address).replace(/\r?\n/g, "<br>\n")}<br>\n<br>\n<a href="${escapeHtml(unsubscribe_url)}">No more mail from us</a></div>\n`,
    // The permit's id: the same mail always has the same one, and a reply finds its lead by it.
    message_id: `<${permit_id}@${s.sender_email.split("@")[1]}>`,
    in_reply_to: earlier.at(-1),
    references: earlier,
    headers: {
      "List-Unsubscribe": `<${unsubscribe_url}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
}

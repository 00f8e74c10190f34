// Bodies of the nodes of Email Preparation: the campaign's texts, filled in for one lead, with tracked links.
const LINK = /\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?])/g;

/** Merge fields: {{name}} or {{name|what to write when it is empty}}. Values are not looked at again. */
const fill = (text, fields) =>
  String(text ?? "").replace(/\{\{\s*([a-z0-9_]+)\s*(?:\|([^{}]*))?\}\}/gi, (_all, name, otherwise) =>
    String(fields[name.toLowerCase()] || otherwise || "").trim(),
  );

/** texts: [{step, subject, body}] of the campaign. → [{step, subject, body}]; a text without subject answers the first. */
export function writeMails(lead, texts, s) {
  const custom = Object.fromEntries(
    Object.entries(lead.custom ?? {}).map(([k, v]) => [k.toLowerCase(), String(v ?? "")]),
  );
  const fields = {
    ...custom,
    first_name: lead.first_name,
    last_name: lead.last_name,
    title: lead.title,
    company: lead.company,
    website: lead.website,
    email: lead.email,
    report: lead.report,
    sender_name: s.sender_name,
    our_company: s.company_name,
    our_website: s.company_website,
    our_description: s.company_description,
    calendly_link_1: s.calendly_link_1,
    calendly_link_2: s.calendly_link_2,
  };
  const oneLine = (text) =>
    text
      .replace(/[\r\n\t]+/g, " ")
      .trim()
      .slice(0, 900);
  const steps = [...texts].sort((a, b) => a.step - b.step);
  const first = oneLine(fill(steps[0]?.subject, fields));
  return steps.map((text) => ({
    step: text.step,
    subject: oneLine(fill(text.subject, fields)) || `Re: ${first}`,
    body: fill(text.body, fields),
  }));
}

/** What functions/leads is to sign: every address in the mails, and one picture a mail. */
export const linksOf = (mails) =>
  mails.flatMap(({ step, body }) => {
    const urls = new Set([...body.matchAll(LINK)].map((found) => found[2] ?? found[3]));
    return [...[...urls].map((url) => ({ kind: "click", step, url })), { kind: "open", step }];
  });

/** The mails with their addresses led through the tracker: [label](…), and ![](…) at the end. */
export function trackLinks(mails, signed, trackUrl) {
  return mails.map(({ step, subject, body }) => {
    const its = signed.filter((link) => link.step === step);
    const to = new Map(
      its.filter((l) => l.kind === "click").map((l) => [l.url, `${trackUrl}/c/${l.signed}`]),
    );
    const picture = its.find((link) => link.kind === "open");
    const tracked = body.replace(LINK, (all, label, marked, bare) => {
      const url = marked ?? bare;
      return to.has(url) ? `[${label ?? url}](${to.get(url)})` : all;
    });
    return { step, subject, body: picture ? `${tracked}\n![](${trackUrl}/o/${picture.signed})` : tracked };
  });
}

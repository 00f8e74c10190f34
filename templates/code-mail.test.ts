// What Email Preparation writes and the Email workflows send and tell.
import { describe, expect, it } from "vitest";
import { composeMail } from "./code/compose.js";
import { rawMail } from "./code/mime.js";
import { deniedOutcome, failedOutcome, sentOutcome } from "./code/outcome.js";
import { linksOf, trackLinks, writeMails } from "./code/prepare.js";

const s = {
  workspace_id: "w",
  campaign_id: "c",
  campaign_group_id: "",
  sender_name: "Ann\r\nBcc: x@y.z",
  sender_email: "ann@acme.test",
  company_name: "A & B",
  postal_address: "Street 1\nTown",
  claimed_by: "run",
  provider: "smtp",
};
const lead = {
  id: "l1",
  email: "joe@x.test",
  mail: {
    subject: "Hi\r\nBcc: a@b.c",
    body: "Hello <Joe>\n[Book & call](https://t.test/c/1)\n![](https://t.test/o/1)",
  },
  message_ids: [
    { step: 2, message_id: "<two@acme.test>" },
    { step: 1, message_id: "one@acme.test" },
  ],
};
const permit = { permit_id: "p1", unsubscribe_url: "https://f.test/unsubscribe/abc", allow: true };

describe("composeMail", () => {
  const mail = composeMail(lead, permit, s, 3);

  it("has the headers, the address and the link that the law wants, and no header of a text's making", () => {
    expect(mail.headers).toEqual({
      "List-Unsubscribe": "<https://f.test/unsubscribe/abc>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
    for (const body of [mail.text, mail.html])
      expect(body).toMatch(/Street 1[\s\S]*Town[\s\S]*unsubscribe\/abc/);
    expect(mail.subject).toBe("Hi Bcc: a@b.c");
    expect(mail.from.name).toBe("Ann Bcc: x@y.z");
  });

  it("stands in the thread of the mails before it", () => {
    expect(mail.references).toEqual(["<one@acme.test>", "<two@acme.test>"]);
    expect(mail.in_reply_to).toBe("<two@acme.test>");
    expect(composeMail(lead, permit, s, 1).in_reply_to).toBeUndefined();
  });

  it("escapes what people wrote, and tracks in HTML", () => {
    expect(mail.html).toContain("Hello &lt;Joe&gt;");
    expect(mail.html).toContain('<a href="https://t.test/c/1">Book &amp; call</a>');
    expect(mail.html).toContain('<img src="https://t.test/o/1"');
    expect(mail.text).toContain("Book & call (https://t.test/c/1)");
    expect(mail.text).not.toContain("/o/1");
  });

  it("as MIME is one header a line, whatever its subject", () => {
    const raw = Buffer.from(rawMail({ ...mail, subject: `${"ä".repeat(80)} end` }), "base64url").toString(
      "utf8",
    );
    const head = raw.slice(0, raw.indexOf("\r\n\r\n"));
    for (const line of head.split("\r\n")) expect(line).toMatch(/^([A-Za-z-]+: | )[\x20-\x7e]{0,90}$/);
    expect(head).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    const words = [...head.matchAll(/=\?UTF-8\?B\?([^?]+)\?=/g)].map((w) =>
      Buffer.from(w[1] ?? "", "base64").toString(),
    );
    expect(words.join("")).toBe(`${"ä".repeat(80)} end`);
  });
});

describe("outcomes", () => {
  it("have keys of the permit: told twice, they count once", () => {
    const mail = composeMail(lead, permit, s, 1);
    expect(sentOutcome(s, lead, permit, 1, mail, undefined)).toMatchObject({
      event: { idempotency_key: "sent:p1", permit_id: "p1", message_id: "<p1@acme.test>" },
      result: { kind: "sent", step: 1 },
    });
  });

  it("tell a refused address from a server that is away", () => {
    expect(failedOutcome(s, lead, permit, 1, "550 5.1.1 no such user").event).toMatchObject({
      event_type: "bounced",
      bounce: { status: "5.1.1" },
    });
    expect(failedOutcome(s, lead, permit, 1, { message: "connect ECONNREFUSED" }).event.event_type).toBe(
      "failed",
    );
  });

  it("without a permit never send again what may have gone, and record what has", () => {
    const denied = (answer: Record<string, string>) => deniedOutcome(s, lead, 2, answer).result;
    expect(denied({ reason: "duplicate_step", permit_status: "sent" })).toMatchObject({
      kind: "sent",
      step: 2,
    });
    expect(denied({ reason: "duplicate_step", permit_status: "expired" })).toMatchObject({
      retry_minutes: 43_200,
    });
    expect(denied({ reason: "campaign_paused" })).toMatchObject({ kind: "failed", retry_minutes: 60 });
    const soon = new Date(Date.now() + 10 * 60_000).toISOString();
    expect(denied({ reason: "mailbox_gap", retry_at: soon })).toMatchObject({ retry_minutes: 10 });
  });
});

describe("preparation", () => {
  const texts = [
    { step: 2, subject: "", body: "Again {{first_name|friend}}" },
    {
      step: 1,
      subject: "Hi {{first_name|there}}",
      body: "{{report}} [call](https://c.test/a) https://d.test/x.",
    },
  ];
  const mails = writeMails({ first_name: "", report: "$& {{email}} https://r.test" }, texts, s);

  it("fills in fields once, in order of steps", () => {
    expect(mails.map((mail) => [mail.step, mail.subject])).toEqual([
      [1, "Hi there"],
      [2, "Re: Hi there"],
    ]);
    expect(mails[0]?.body).toBe("$& {{email}} https://r.test [call](https://c.test/a) https://d.test/x.");
    expect(mails[1]?.body).toBe("Again friend");
  });

  it("leads each address through the tracker, and adds one picture a mail", () => {
    const links: { kind: string; step: number; url?: string }[] = linksOf(mails);
    expect(links.filter((l) => l.kind === "click").map((l) => l.url)).toEqual([
      "https://r.test",
      "https://c.test/a",
      "https://d.test/x",
    ]);
    const signed = links.map((link, n) => ({ ...link, signed: `s${n}` }));
    expect(trackLinks(mails, signed, "https://t.test")[0]?.body).toBe(
      "$& {{email}} [https://r.test](https://t.test/c/s0) [call](https://t.test/c/s1) [https://d.test/x](https://t.test/c/s2).\n![](https://t.test/o/s3)",
    );
  });
});

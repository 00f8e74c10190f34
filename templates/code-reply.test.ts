// What Reply Tracker and Opt-Out Handler make of a mail.
import { describe, expect, it } from "vitest";
import { questionPage } from "./code/page.js";
import { eventOf, readMail } from "./code/reply.js";

describe("what a mail in the mailbox is", () => {
  const mail = (over: Record<string, unknown>) => ({
    messageId: "<r1@x.test>",
    subject: "Re: Hi",
    from: { value: [{ address: "Joe@X.test" }] },
    text: "Sounds good",
    headers: { "in-reply-to": "In-Reply-To: <one@acme.test>" },
    ...over,
  });
  const leads = [
    {
      id: "l1",
      email: "joe@x.test",
      campaign_id: "c1",
      message_ids: [{ step: 1, message_id: "one@acme.test" }],
    },
  ];

  it("a reply finds its lead and step by the message that it answers, from whatever address", () => {
    const seen = readMail(mail({ from: { value: [{ address: "alias@x.test" }] } }), []);
    expect(eventOf(seen, leads, "w")).toMatchObject({
      event_type: "replied",
      idempotency_key: "mail:replied:<r1@x.test>",
      contact_email: "joe@x.test",
      lead_id: "l1",
      campaign_id: "c1",
      email_number: 1,
    });
  });

  it("an answer of nobody's is told as one; a stranger's own mail is not", () => {
    const stranger = mail({ from: { value: [{ address: "new@y.test" }] } });
    expect(eventOf(readMail(stranger, []), [], "w")).toMatchObject({
      metadata: { unmatched: true },
      contact_email: "new@y.test",
    });
    expect(eventOf(readMail({ ...stranger, headers: {}, subject: "Offer" }, []), [], "w")).toBeNull();
  });

  it.each(["STOP", "unsubscribe\n\n> quoted", "Hello,\nplease remove me.\n", "Take me off this list"])(
    "%j asks to stop",
    (text) => {
      expect(readMail(mail({ text }), []).stop).toBe(true);
    },
  );

  it.each(["We cannot stop talking about it", "Call me\n\nOn Monday Ann wrote:\n> STOP"])(
    "%j does not",
    (text) => {
      expect(readMail(mail({ text }), []).stop).toBe(false);
    },
  );

  it("an automatic answer stops nothing", () => {
    expect(readMail(mail({ headers: { "auto-submitted": "Auto-Submitted: auto-replied" } }), []).kind).toBe(
      "automatic",
    );
  });

  const dsn = (action: string, status: string) =>
    mail({
      headers: { "content-type": "Content-Type: multipart/report; report-type=delivery-status; boundary=b" },
      text: `Final-Recipient: rfc822; joe@x.test\nAction: ${action}\nStatus: ${status}\nDiagnostic-Code: smtp; 550 no such user`,
    });

  it("a delivery report bounces with its status; one of a delay does not", () => {
    const seen = readMail(dsn("failed", "5.1.1"), ["Message-ID: <one@acme.test>\r\nSubject: Hi"]);
    expect(eventOf(seen, leads, "w")).toMatchObject({
      event_type: "bounced",
      lead_id: "l1",
      email_number: 1,
      bounce: { status: "5.1.1", diagnostic: "550 no such user" },
    });
    expect(eventOf(readMail(dsn("delayed", "4.2.2"), []), leads, "w")).toBeNull();
  });

  it("a feedback report complains", () => {
    const headers = { "content-type": "Content-Type: multipart/report; report-type=feedback-report" };
    const seen = readMail(mail({ headers, text: "Feedback-Type: abuse\nOriginal-Rcpt-To: joe@x.test" }), []);
    expect(eventOf(seen, leads, "w")).toMatchObject({
      event_type: "complained",
      contact_email: "joe@x.test",
    });
  });

  it("a key stays within 200 characters, and apart from others", () => {
    const key = (id: string) =>
      eventOf(readMail(mail({ messageId: id }), []), leads, "w")?.idempotency_key ?? "";
    const [a, b] = [key(`<${"x".repeat(300)}1@x.test>`), key(`<${"x".repeat(300)}2@x.test>`)];
    expect([a.length <= 200, b.length <= 200, a === b]).toEqual([true, true, false]);
  });
});

it("the page shows nothing of the request but a token", () => {
  expect(questionPage('"><script>', "A & B")).not.toContain("<script>");
  expect(questionPage("abc.def", "A & B")).toContain('value="abc.def"');
});

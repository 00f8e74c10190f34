// Mails that come back, as mail programs and mail servers write them (RFC 5322, RFC 3464).
const crlf = (lines: string[]): string => `${lines.join("\n").replaceAll(/\r?\n/g, "\r\n")}\r\n`;
const date = (): string => new Date().toUTCString().replace("GMT", "+0000");

export interface Answer {
  /** Without the angle brackets. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Message-ID of the mail that it answers, brackets and all. */
  readonly original: string;
  readonly text: string;
  /** Further headers, `Name: value`. */
  readonly headers?: readonly string[];
}

export const reply = ({ id, from, to, original, text, headers = [] }: Answer): string =>
  crlf([
    `From: A person <${from}>`,
    `To: ${to}`,
    "Subject: Re: Hello",
    `Date: ${date()}`,
    `Message-ID: <${id}>`,
    `In-Reply-To: ${original}`,
    `References: <older@else.test>\n ${original}`,
    ...headers,
    "MIME-Version: 1.0",
    'Content-Type: text/plain; charset="utf-8"',
    "",
    text,
  ]);

/** The report of a mail server that `original`, sent to `recipient`, could not be delivered. */
export const deliveryReport = ({
  id,
  to,
  original,
  recipient,
}: Omit<Answer, "from" | "text"> & { recipient: string }): string =>
  crlf([
    "From: Mail Delivery System <mailer-daemon@mx.test>",
    `To: ${to}`,
    "Subject: Undelivered Mail Returned to Sender",
    `Date: ${date()}`,
    `Message-ID: <${id}>`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"',
    "",
    "--=_report",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    `I am sorry: your message could not be delivered to ${recipient}.`,
    "",
    "--=_report",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.test",
    "",
    `Final-Recipient: rfc822; ${recipient}`,
    "Action: failed",
    "Status: 5.1.1",
    `Diagnostic-Code: smtp; 550 5.1.1 <${recipient}>: unknown`,
    "",
    "--=_report",
    "Content-Type: text/rfc822-headers",
    "",
    `From: ${to}`,
    `To: ${recipient}`,
    "Subject: Hello",
    `Message-ID: ${original}`,
    "",
    "--=_report--",
  ]);

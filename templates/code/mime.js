// Body of the MIME node (Gmail): a mail as RFC 5322 text, base64url, as the Gmail API takes it.
const CRLF = "\r\n";

/** RFC 2047, in words of at most 45 bytes, cut between characters. */
function encodeWords(text) {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words = [];
  let word = "";
  for (const char of text) {
    if (Buffer.byteLength(word + char) > 45) {
      words.push(word);
      word = "";
    }
    word += char;
  }
  return [...words, word].map((w) => `=?UTF-8?B?${Buffer.from(w).toString("base64")}?=`).join(`${CRLF} `);
}

const quotedName = (name) =>
  /^[\x20-\x7e]*$/.test(name) ? `"${name.replace(/(["\\])/g, "\\$1")}"` : encodeWords(name);
const part = (type, text) =>
  [
    `Content-Type: ${type}; charset=utf-8`,
    "Content-Transfer-Encoding: base64",
    "",
    ...(Buffer.from(text.replace(/\r?\n/g, CRLF))
      .toString("base64")
      .match(/.{1,76}/g) ?? []),
  ].join(CRLF);

/** mail: as composeMail returns it. */
export function rawMail(mail) {
  const boundary = `=_${mail.message_id.replace(/[^A-Za-z0-9]/g, "").slice(0, 40)}`;
  const headers = [
    ["From", `${quotedName(mail.from.name)} <${mail.from.address}>`],
    ["To", mail.to],
    ["Subject", encodeWords(mail.subject)],
    ["Message-ID", mail.message_id],
    ["In-Reply-To", mail.in_reply_to],
    ["References", mail.references?.join(`${CRLF} `)],
    ...Object.entries(mail.headers),
    ["MIME-Version", "1.0"],
    ["Content-Type", `multipart/alternative; boundary="${boundary}"`],
  ];
  const head = headers.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`);
  const body = ["text/plain", "text/html"].map(
    (type, i) => `--${boundary}${CRLF}${part(type, i ? mail.html : mail.text)}`,
  );
  const whole = [...head, "", ...body, `--${boundary}--`, ""].join(CRLF);
  return Buffer.from(whole).toString("base64url");
}

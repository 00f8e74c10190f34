// Sends one mail by SMTP with headers of its own. n8n's Send Email node cannot set any, and a cold mail without
// List-Unsubscribe, List-Unsubscribe-Post and In-Reply-To is neither lawful nor threaded. n8n loads it as
// `CUSTOM.genesisMail` from N8N_CUSTOM_EXTENSIONS; credentials are n8n's own type `smtp`.
const { realpathSync } = require("node:fs");
const { createRequire } = require("node:module");

const TIMEOUT_MS = 12_000;

/** n8n's own nodemailer: process.argv[1] is …/node_modules/n8n/bin/n8n, or, as in n8n's image, a link to it. */
const nodemailer = () => createRequire(realpathSync(process.argv[1]))("nodemailer");

function transportOf(credentials) {
  const { host, port, secure, user, password, disableStartTls, hostName } = credentials;
  return nodemailer().createTransport(
    {
      host,
      port,
      secure,
      ...(secure === false && { ignoreTLS: disableStartTls === true }),
      ...(hostName && { name: hostName }),
      ...((user || password) && { auth: { user, pass: password } }),
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    },
    { disableFileAccess: true, disableUrlAccess: true },
  );
}

/** {from, to, subject, text, html, headers, message_id, in_reply_to, references} as the Compose node makes it. */
const mailOf = (m) => ({
  from: { name: String(m.from.name ?? ""), address: String(m.from.address) },
  to: { name: "", address: String(m.to) },
  subject: String(m.subject),
  text: String(m.text),
  html: String(m.html),
  messageId: String(m.message_id),
  headers: Object.fromEntries(Object.entries(m.headers ?? {}).map(([name, value]) => [name, String(value)])),
  ...(m.in_reply_to && { inReplyTo: String(m.in_reply_to) }),
  ...(m.references?.length && { references: m.references.map(String) }),
});

const CONNECT_TRIES = 3;
const PAUSE_MS = 3_000;

/** Tried again only when no connection came about: after that, the mail may have gone. A permit lives for a minute. */
async function send(transport, mail) {
  for (let tries = 1; ; tries++) {
    try {
      return await transport.sendMail(mail);
    } catch (error) {
      if (error.command !== "CONN" || tries >= CONNECT_TRIES) throw error;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }
}

class GenesisMail {
  constructor() {
    this.description = {
      displayName: "Genesis Mail",
      name: "genesisMail",
      group: ["output"],
      version: 1,
      description: "Sends one mail with its own headers by SMTP",
      defaults: { name: "Genesis Mail" },
      inputs: ["main"],
      outputs: ["main"],
      credentials: [{ name: "smtp", required: true }],
      properties: [
        {
          displayName: "Mail",
          name: "mail",
          type: "json",
          default: "={{ $json.mail }}",
          description: "{from: {name, address}, to, subject, text, html, headers, message_id}",
        },
      ],
    };
  }

  async execute() {
    const credentials = await this.getCredentials("smtp");
    const transport = transportOf(credentials);
    const out = [];
    try {
      for (const [item] of this.getInputData().entries()) {
        const given = this.getNodeParameter("mail", item);
        try {
          const info = await send(transport, mailOf(typeof given === "string" ? JSON.parse(given) : given));
          out.push({ json: { messageId: info.messageId, response: info.response }, pairedItem: { item } });
        } catch (error) {
          // An error that is thrown goes to n8n's success output as if nothing had happened; one that is given does not.
          if (!this.continueOnFail()) throw error;
          out.push({
            json: { error: [error.message, error.response].filter(Boolean).join(": ") },
            pairedItem: { item },
          });
        }
      }
    } finally {
      transport.close();
    }
    return [out];
  }
}

module.exports = { GenesisMail };

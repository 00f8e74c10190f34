// The two calls of Gmail's API that the Gmail variants make, for tests: a mail is taken, and its Message-ID is told.
import { createServer } from "node:http";

export interface GmailStandIn {
  readonly origin: string;
  /** RFC 5322 texts. */
  readonly mails: string[];
  close(): Promise<void>;
}

export async function startGmailStandIn(): Promise<GmailStandIn> {
  const mails: string[] = [];
  const server = createServer(async (req, res) => {
    const reply = (status: number, body: unknown) =>
      res.writeHead(status, { "content-type": "application/json; charset=UTF-8" }).end(JSON.stringify(body));
    if (!req.headers.authorization?.startsWith("Bearer ")) return reply(401, { error: { code: 401 } });
    const [, id] = /\/messages\/(\d+)\?format=metadata/.exec(req.url ?? "") ?? [];
    // Gmail gives a mail a Message-ID of its own.
    if (id)
      return reply(200, {
        payload: { headers: [{ name: "Message-ID", value: `<gmail-${id}@mail.gmail.test>` }] },
      });
    if (req.method !== "POST" || !req.url?.endsWith("/messages/send"))
      return reply(404, { error: { code: 404 } });
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { raw } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    mails.push(Buffer.from(raw, "base64url").toString("utf8"));
    reply(200, { id: String(mails.length), threadId: "1", labelIds: ["SENT"] });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    mails,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

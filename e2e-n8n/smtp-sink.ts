// A mail server for tests: takes every mail and keeps it. It offers neither TLS nor log-in.
import { createServer, type Socket } from "node:net";

export interface StoredMail {
  readonly from: string;
  readonly to: string[];
  /** As it came over the wire, dots unstuffed. */
  readonly raw: string;
  /** Name in lower case → value, unfolded. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SmtpSink {
  readonly port: number;
  readonly mails: StoredMail[];
  /** Answers this to the next RCPT, once. */
  refuseNext(reply: string): void;
  close(): Promise<void>;
}

function headersOf(raw: string): Record<string, string> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/g, " ");
  const pairs = head
    .split("\r\n")
    .map((line) => [line.split(":", 1)[0]?.toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);
  return Object.fromEntries(pairs);
}

const addressOf = (line: string): string => /<([^>]*)>/.exec(line)?.[1]?.toLowerCase() ?? "";

function converse(socket: Socket, keep: (mail: StoredMail) => void, refusal: () => string | undefined): void {
  let buffer = "";
  let data = false;
  let from = "";
  let to: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO" || verb === "HELO") return void say("250 sink");
    if (verb === "MAIL") from = addressOf(line);
    if (verb === "RCPT") {
      const refused = refusal();
      if (refused) return void say(refused);
      to.push(addressOf(line));
    }
    if (verb === "DATA") {
      data = true;
      return void say("354 go on");
    }
    if (verb === "QUIT") return void socket.end("221 bye\r\n");
    say("250 ok");
  };
  const take = (): boolean => {
    const end = data ? "\r\n.\r\n" : "\r\n";
    const at = buffer.indexOf(end);
    if (at < 0) return false;
    const part = buffer.slice(0, at);
    buffer = buffer.slice(at + end.length);
    if (!data) command(part);
    else {
      const raw = part.replaceAll(/^\.\./gm, ".");
      keep({ from, to, raw, headers: headersOf(raw) });
      data = false;
      to = [];
      say("250 kept");
    }
    return true;
  };
  socket.on("error", () => {}); // a client that goes is no matter
  socket.on("data", (chunk) => {
    buffer += chunk.toString("utf8");
    while (take());
  });
  say("220 sink");
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: StoredMail[] = [];
  const refusals: string[] = [];
  const server = createServer((socket) =>
    converse(
      socket,
      (mail) => mails.push(mail),
      () => refusals.shift(),
    ),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    port,
    mails,
    refuseNext: (reply) => refusals.push(reply),
    close: () => new Promise((done) => server.close(() => done())),
  };
}

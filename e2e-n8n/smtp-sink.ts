// A mail server for tests: takes mails and keeps them. It offers no TLS, and a log-in where it has an account.
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

export interface Account {
  readonly user: string;
  readonly password: string;
}

interface Office {
  /** Who may send; without, anybody. */
  readonly account: Account | undefined;
  keep(mail: StoredMail): void;
  refusal(): string | undefined;
}

function converse(socket: Socket, { account, keep, refusal }: Office): void {
  let entered = account === undefined;
  let buffer = "";
  let data = false;
  let from = "";
  let to: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO" && account) return void say("250-sink\r\n250 AUTH PLAIN");
    if (verb === "EHLO" || verb === "HELO") return void say("250 sink");
    if (verb === "AUTH") {
      const plain = Buffer.from(/^AUTH PLAIN (\S+)$/i.exec(line)?.[1] ?? "", "base64").toString("utf8");
      entered = account !== undefined && plain === `\0${account.user}\0${account.password}`;
      return void say(entered ? "235 welcome" : "535 5.7.8 who is that?");
    }
    if (!entered && verb !== "QUIT") return void say("530 5.7.0 log in first");
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

/** `account`: the one user whose mails are taken. */
export async function startSmtpSink(account?: Account): Promise<SmtpSink> {
  const mails: StoredMail[] = [];
  const refusals: string[] = [];
  const office = {
    account,
    keep: (mail: StoredMail) => void mails.push(mail),
    refusal: () => refusals.shift(),
  };
  const server = createServer((socket) => converse(socket, office));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    port,
    mails,
    refuseNext: (reply) => refusals.push(reply),
    close: () => new Promise((done) => server.close(() => done())),
  };
}

// A mailbox for tests, over IMAP: INBOX alone, one user. Gives what was delivered to whoever is logged in and says at
// once, during IDLE too, that there is more. Commands that n8n's trigger does not use are refused, so that a mailbox
// that somebody changes is seen.
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

const CAPABILITIES = "IMAP4rev1 IDLE";
export const IMAP_USER = "alice";
export const IMAP_PASSWORD = "an-imap-password";

export interface ImapStandIn {
  readonly port: number;
  /** Puts a mail (RFC 5322, lines ended by CRLF) into the mailbox. */
  deliver(raw: string): void;
  /** What was asked for and not understood: `STORE`, `EXPUNGE` and the like. */
  readonly refused: string[];
  /** How often a mail's text was read. */
  readonly reads: number;
  close(): Promise<void>;
}

/** "3", "2:5", "4:*", "1,7:9" as a test of a number; `*` is the last one. */
function inSet(set: string, last: number): (n: number) => boolean {
  const value = (text: string): number => (text === "*" ? last : Number(text));
  const ranges = set.split(",").map((part) => part.split(":").map(value));
  return (n) => ranges.some(([a = 0, b = a]) => n >= Math.min(a, b) && n <= Math.max(a, b));
}

const unquoted = (text: string): string => text.replaceAll(/^"|"$/g, "");

/** The uids that a search finds; undefined for a criterion that is not understood. All mails are of today and unseen. */
function search(criteria: string[], count: number): number[] | undefined {
  let found = Array.from({ length: count }, (_, n) => n + 1);
  for (let at = 0; at < criteria.length; at++) {
    const key = criteria[at]?.toUpperCase();
    if (key === "ALL" || key === "UNSEEN") continue;
    if (key === "UID") found = found.filter(inSet(criteria[++at] ?? "", count));
    else if (key === "SINCE") {
      const since = Date.parse(`${unquoted(criteria[++at] ?? "")} UTC`);
      if (since > Date.now()) found = [];
    } else return undefined;
  }
  return found;
}

interface Box {
  readonly mails: Buffer[];
  readonly refused: string[];
  reads: number;
}

interface Session {
  tell(): void;
}

/** uid and sequence number are one: nothing is ever removed. */
function converse(socket: Socket, box: Box): Session {
  let idling: string | undefined;
  let selected = false;
  let entered = false;
  const write = (...parts: (string | Buffer)[]): void => {
    for (const part of parts) if (socket.writable) socket.write(part);
  };
  const line = (text: string): void => write(`${text}\r\n`);
  const status = (): string => `${box.mails.length} EXISTS`;

  /** Lines before the OK; undefined: refused. */
  const answers: Record<string, (args: string[]) => string[] | undefined> = {
    capability: () => [`CAPABILITY ${CAPABILITIES}`],
    noop: () => [status()],
    logout: () => ["BYE"],
    login([user = "", password = ""]) {
      entered = unquoted(user) === IMAP_USER && unquoted(password) === IMAP_PASSWORD;
      return entered ? [] : undefined;
    },
    list: (args) => [
      args.at(-1) === '""' ? 'LIST (\\Noselect) "/" ""' : 'LIST (\\HasNoChildren) "/" "INBOX"',
    ],
    lsub: () => ['LSUB (\\HasNoChildren) "/" "INBOX"'],
    select() {
      selected = true;
      return ["FLAGS (\\Seen)", status(), "0 RECENT", "OK [UIDVALIDITY 1] ."];
    },
    search(criteria) {
      const found = search(criteria, box.mails.length);
      return found && [`SEARCH${found.map((uid) => ` ${uid}`).join("")}`];
    },
    fetch([set = "", ...items]) {
      if (!/^\(?(UID )?BODY\.PEEK\[\]( UID)?\)?$/i.test(items.join(" "))) return undefined;
      const wanted = inSet(set, box.mails.length);
      for (const [n, raw] of box.mails.entries()) {
        if (!wanted(n + 1)) continue;
        box.reads++;
        write(`* ${n + 1} FETCH (UID ${n + 1} BODY[] {${raw.length}}\r\n`, raw, ")\r\n");
      }
      return [];
    },
  };

  const command = (text: string): void => {
    const [tag = "*", first = "", ...more] = text.split(" ");
    const [word = "", ...args] = first.toUpperCase() === "UID" ? more : [first, ...more];
    const verb = word.toLowerCase();
    if (verb === "idle") {
      idling = tag;
      return line("+ idling");
    }
    const allowed = entered || ["capability", "login", "logout", "noop"].includes(verb);
    const said = allowed && Object.hasOwn(answers, verb) ? answers[verb]?.(args) : undefined;
    for (const each of said ?? []) line(`* ${each}`);
    if (said) line(`${tag} OK ${verb === "select" ? "[READ-WRITE] " : ""}done`);
    else if (verb === "login") line(`${tag} NO [AUTHENTICATIONFAILED] who is that?`);
    else {
      box.refused.push(text.slice(tag.length + 1));
      line(`${tag} BAD not here`);
    }
    if (verb === "logout") socket.end();
  };

  socket.on("error", () => socket.destroy());
  line(`* OK [CAPABILITY ${CAPABILITIES}] a mailbox for tests`);
  const lines = createInterface({ input: socket });
  lines.on("error", () => {}); // it passes the socket's on: a client that goes is no matter
  lines.on("line", (text) => {
    if (idling === undefined || text.toUpperCase() !== "DONE") return command(text);
    line(`${idling} OK`);
    idling = undefined;
  });
  return { tell: () => selected && line(`* ${status()}`) };
}

export async function startImapStandIn(): Promise<ImapStandIn> {
  const box: Box = { mails: [], refused: [], reads: 0 };
  const sessions = new Map<Socket, Session>();
  const server = createServer((socket) => {
    sessions.set(socket, converse(socket, box));
    socket.once("close", () => sessions.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return {
    port,
    refused: box.refused,
    get reads() {
      return box.reads;
    },
    deliver(raw) {
      box.mails.push(Buffer.from(raw, "utf8"));
      for (const session of sessions.values()) session.tell();
    },
    close() {
      for (const socket of sessions.keys()) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

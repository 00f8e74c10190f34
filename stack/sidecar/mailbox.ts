// An empty IMAP mailbox: n8n starts no mail trigger while its server does not answer. Any login is right, INBOX holds
// nothing, and nothing ever comes. Beside the real n8n only; the simulator asks nobody.
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

const CAPABILITIES = "IMAP4rev1 IDLE";

/** What is said before a command's OK. */
function untagged(verb: string, rest: string): string[] {
  switch (verb) {
    case "CAPABILITY":
      return [`CAPABILITY ${CAPABILITIES}`];
    case "LIST":
    case "LSUB":
      return [rest.endsWith('""') ? `${verb} (\\Noselect) "/" ""` : `${verb} (\\HasNoChildren) "/" "INBOX"`];
    case "STATUS":
      return ['STATUS "INBOX" (MESSAGES 0 RECENT 0 UIDNEXT 1 UIDVALIDITY 1 UNSEEN 0)'];
    case "SELECT":
    case "EXAMINE":
      return [
        "FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)",
        "0 EXISTS",
        "0 RECENT",
        "OK [UIDVALIDITY 1] .",
      ];
    case "SEARCH":
      return ["SEARCH"];
    case "LOGOUT":
      return ["BYE"];
    default:
      return [];
  }
}

function converse(socket: Socket): void {
  let idling: string | undefined;
  const write = (line: string): void => void (socket.writable && socket.write(`${line}\r\n`));
  socket.on("error", () => socket.destroy());
  write(`* OK [CAPABILITY ${CAPABILITIES}] an empty mailbox`);
  const lines = createInterface({ input: socket });
  lines.on("error", () => {}); // it passes the socket's on, and without a listener that ends the stack
  lines.on("line", (line) => {
    if (idling !== undefined && line.toUpperCase() === "DONE") {
      write(`${idling} OK`);
      idling = undefined;
      return;
    }
    const [tag = "*", first = "", ...more] = line.split(" ");
    const [verb = "", ...rest] = first.toUpperCase() === "UID" ? more : [first, ...more];
    if (verb.toUpperCase() === "IDLE") {
      idling = tag;
      return write("+ idling");
    }
    for (const said of untagged(verb.toUpperCase(), rest.join(" "))) write(`* ${said}`);
    write(`${tag} OK ${verb.toUpperCase() === "SELECT" ? "[READ-WRITE] " : ""}done`);
    if (verb.toUpperCase() === "LOGOUT") socket.end();
  });
}

/** How soon a port that another stack's mailbox had is tried again. */
const AGAIN_MS = 500;

/** Resolves when somebody listens; `stop` ends its connections too. Another stack's, which is as empty, does as well while it is there. */
export async function startMailbox(port: number): Promise<{ stop(): void }> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;
  const listen = (): Promise<void> =>
    new Promise((done, fail) => {
      const made = createServer((socket) => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
        converse(socket);
      });
      made.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EADDRINUSE") return fail(error);
        if (!stopped) again = setTimeout(() => void listen().catch(() => undefined), AGAIN_MS).unref();
        done();
      });
      made.listen(port, "127.0.0.1", () => {
        server = made;
        if (stopped) made.close();
        done();
      });
    });
  await listen();
  return {
    stop() {
      stopped = true;
      clearTimeout(again);
      server?.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

// Mail servers of a few lines for tests: what is said to them, and what they answer.
import type net from "node:net";
import tls from "node:tls";
import { listen } from "../../safe-fetch/testing/loopback.ts";

export interface MailStand {
  port: number;
  /** Every line that came in, in order; "(TLS)" where encryption began. */
  heard: string[];
  stop: () => Promise<void>;
}

interface Script {
  greeting: string;
  /** The answer to a line; "STARTTLS" begins TLS after `ready`, undefined says nothing. */
  answer(line: string, encrypted: boolean): string | undefined;
  certificate?: { cert: string; key: string };
  /** TLS from the first byte. */
  implicit?: boolean;
}

/** Lines are joined with CRLF; an answer of "STARTTLS:<ready>" says `ready` and turns to TLS. */
export async function mailStand({ greeting, answer, certificate, implicit }: Script): Promise<MailStand> {
  const heard: string[] = [];
  const talk = (socket: net.Socket, encrypted: boolean): void => {
    let held = "";
    const hear = (bytes: Buffer): void => {
      held += bytes.toString("utf8");
      for (let at = held.indexOf("\r\n"); at >= 0; at = held.indexOf("\r\n")) {
        const line = held.slice(0, at);
        held = held.slice(at + 2);
        heard.push(line);
        const said = answer(line, encrypted);
        if (said?.startsWith("STARTTLS:") && certificate) {
          socket.off("data", hear);
          socket.write(`${said.slice("STARTTLS:".length)}\r\n`);
          const secured = new tls.TLSSocket(socket, { isServer: true, ...certificate });
          secured.on("error", () => {}).on("secure", () => heard.push("(TLS)"));
          talk(secured, true);
          return;
        }
        if (said !== undefined) socket.write(`${said}\r\n`);
      }
    };
    socket.on("data", hear);
  };
  const server = await listen(
    (socket) => {
      socket.write(`${greeting}\r\n`);
      talk(socket, implicit === true);
    },
    implicit ? certificate : undefined,
  );
  return { heard, ...server };
}

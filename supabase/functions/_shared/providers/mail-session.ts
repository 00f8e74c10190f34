// A conversation in lines with a mail server that a tenant named: guarded, encrypted when asked, under one deadline.
import type { Connection } from "../safe-fetch/connection.ts";
import { type Deadline, startDeadline } from "../safe-fetch/deadline.ts";
import { SafeFetchError } from "../safe-fetch/errors.ts";
import { connectChecked, isThisMachine, securely } from "../safe-fetch/guard.ts";
import { createReader, type Reader } from "../safe-fetch/reader.ts";
import { TIMEOUT_MS } from "./ask.ts";
import type { ProviderDeps, VerdictAnswer } from "./types.ts";
import { notAsked, unreachable, wrong } from "./verdicts.ts";

export interface MailServer {
  host: string;
  port: number;
  user: string;
  password: string;
  /** TLS from the first byte; else STARTTLS. */
  secure: boolean;
  /** The person knows that the server encrypts nothing. */
  disable_starttls: boolean;
}

export interface MailSession {
  /** Without its line break. Throws SafeFetchError at the end and for more than 8 kB. */
  line(): Promise<string>;
  /** One line; the break is added. */
  say(text: string): Promise<void>;
  /** What was read before and not yet asked for is dropped: it came unprotected. */
  startTls(): Promise<void>;
  encrypted(): boolean;
}

const LONGEST_LINE = 8_192;
/** A greeting of more lines is no greeting. */
export const MOST_LINES = 100;

/** Runs `talk`; whatever goes wrong becomes a verdict. The connection is closed in any case. */
export async function withMailServer(
  deps: ProviderDeps,
  server: MailServer,
  talk: (session: MailSession) => Promise<VerdictAnswer>,
): Promise<VerdictAnswer> {
  const deadline = startDeadline(deps.timeoutMs ?? TIMEOUT_MS);
  let connection: Connection | undefined;
  try {
    const allowLoopback = deps.settings.flag("LOCAL_MODE");
    connection = await connectChecked(server.host, server.port, deps, deadline, { allowLoopback });
    const session = await open(connection, server, deadline, (next) => {
      connection = next;
    });
    return await talk(session);
  } catch (error) {
    if (!(error instanceof SafeFetchError)) return unreachable("The mail server broke off. Try again later.");
    if (error.reason === "tls") return wrong(tlsAdvice(server));
    // Two sides that both wait: the server for TLS, this one for a greeting.
    const silent = error.reason === "timeout" || error.reason === "protocol";
    const hint =
      silent && !server.secure && [465, 993].includes(server.port) ? " This port wants TLS on." : "";
    const { verdict, message } = notAsked("The mail server", error.reason);
    return { verdict, message: message + hint };
  } finally {
    connection?.close();
  }
}

async function open(
  plain: Connection,
  server: MailServer,
  deadline: Deadline,
  replaced: (connection: Connection) => void,
): Promise<MailSession> {
  let connection = plain;
  let encrypted = false;
  let reader: Reader = createReader(connection, deadline);
  const secure = async (): Promise<void> => {
    connection = await securely(connection, server.host, deadline);
    replaced(connection);
    reader = createReader(connection, deadline);
    encrypted = true;
  };
  if (server.secure) await secure();
  return {
    async line() {
      const text = await reader.line(LONGEST_LINE);
      if (text === null) throw new SafeFetchError("protocol");
      return text;
    },
    say: (text) => deadline.within(connection.write(new TextEncoder().encode(`${text}\r\n`))),
    startTls: secure,
    encrypted: () => encrypted,
  };
}

function tlsAdvice({ port, secure }: MailServer): string {
  if (secure && [25, 587, 2525, 143].includes(port)) {
    return `No TLS on port ${port} from the first byte: this port begins unencrypted. Switch "secure" off, so that STARTTLS is used.`;
  }
  return "The mail server's certificate is not valid for this host name, or it speaks no TLS on this port.";
}

/** Whether a password may go out: encrypted, or to this very machine, or because the person said so. */
export const mayLogIn = (session: MailSession, server: MailServer): boolean =>
  session.encrypted() || server.disable_starttls || isThisMachine(server.host);

export const unencrypted = wrong(
  'The mail server offers no encryption on this port. Use its TLS port (465 for SMTP, 993 for IMAP) with "secure" on.',
);

export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

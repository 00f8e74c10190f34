// SMTP: greeting, EHLO, TLS, a log-in, QUIT. No mail is sent.
import {
  base64,
  type MailServer,
  type MailSession,
  MOST_LINES,
  mayLogIn,
  unencrypted,
  withMailServer,
} from "./mail-session.ts";
import type { ProviderDeps, VerdictAnswer } from "./types.ts";
import { expired, ok, unreachable, unsupported, wrong } from "./verdicts.ts";

/** Supabase's Edge Functions let nothing out to these. */
const BLOCKED_PORTS = [25, 587];
const LONGEST_REPLY = 8_000;

interface SmtpReply {
  code: number;
  lines: readonly string[];
}

export function smtp(deps: ProviderDeps, server: MailServer): Promise<VerdictAnswer> {
  if (deps.settings.flag("MAIL_PORTS_BLOCKED") && BLOCKED_PORTS.includes(server.port)) {
    const sentence = `Port ${server.port} cannot be reached from here, so the log-in was not tried. Port 465 with TLS can be checked; sending itself happens elsewhere and is not affected.`;
    return Promise.resolve(unsupported(sentence));
  }
  return withMailServer(deps, server, (session) => talk(session, server));
}

async function talk(session: MailSession, server: MailServer): Promise<VerdictAnswer> {
  const greeting = await reply(session);
  if (greeting.code !== 220) return refused(greeting);
  let offered = await hello(session);
  if (!session.encrypted() && !server.disable_starttls && offered.has("STARTTLS")) {
    await session.say("STARTTLS");
    const ready = await reply(session);
    if (ready.code !== 220) return refused(ready);
    await session.startTls();
    offered = await hello(session);
  }
  if (!mayLogIn(session, server)) return unencrypted;
  const mechanisms = offered.get("AUTH") ?? [];
  const answer = await logIn(session, server, mechanisms);
  if (answer === null) {
    return unsupported("The mail server takes no password log-in (neither PLAIN nor LOGIN) on this port.");
  }
  // Polite, and nobody waits for the answer.
  await session.say("QUIT").catch(() => {});
  return judge(answer);
}

/** Extensions of EHLO by their name, with their parameters. */
async function hello(session: MailSession): Promise<Map<string, string[]>> {
  await session.say("EHLO [127.0.0.1]");
  const { code, lines } = await reply(session);
  if (code !== 250) return new Map();
  return new Map(
    lines.slice(1).map((line) => {
      // Old servers write AUTH=LOGIN.
      const [name = "", ...parameters] = line.toUpperCase().replace("AUTH=", "AUTH ").trim().split(/\s+/);
      return [name, parameters];
    }),
  );
}

async function logIn(
  session: MailSession,
  { user, password }: MailServer,
  mechanisms: readonly string[],
): Promise<SmtpReply | null> {
  if (mechanisms.includes("PLAIN")) {
    await session.say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
    return reply(session);
  }
  if (!mechanisms.includes("LOGIN")) return null;
  await session.say("AUTH LOGIN");
  let answer = await reply(session);
  for (const secret of [user, password]) {
    if (answer.code !== 334) return answer;
    await session.say(base64(secret));
    answer = await reply(session);
  }
  return answer;
}

/** `250-first`, `250-second`, `250 last`. */
async function reply(session: MailSession): Promise<SmtpReply> {
  const lines: string[] = [];
  for (let length = 0; lines.length < MOST_LINES && length < LONGEST_REPLY; ) {
    const text = await session.line();
    const parts = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(text);
    if (!parts) return { code: 0, lines: [] };
    lines.push(parts[3] ?? "");
    length += text.length;
    if (parts[2] !== "-") return { code: Number(parts[1]), lines };
  }
  return { code: 0, lines: [] };
}

/** Only the code is passed on: a server's sentence may repeat what was sent to it. */
function judge({ code, lines }: SmtpReply): VerdictAnswer {
  const said = lines.join(" ");
  if (code === 235) return ok("The mail server accepts user and password.");
  if (/expired/i.test(said) && code >= 500) {
    return expired("The mail server says that this password has expired. Set a new one with the provider.");
  }
  if (/application-specific|app(lication)? password|5\.7\.9/i.test(said)) {
    return wrong("The mail server wants an app password: make one in the mailbox's security settings.");
  }
  if (code >= 400 && code < 500) {
    return unreachable(`The mail server cannot check the log-in just now (${code}). Try again later.`);
  }
  if (code === 534 || code === 535 || code === 530 || code === 501) {
    return wrong(`The mail server does not accept user and password (${code}).`);
  }
  return code === 0
    ? unreachable("What answers on this port is not a mail server. Check host and port.")
    : wrong(`The mail server refuses the log-in (${code}).`);
}

function refused({ code }: SmtpReply): VerdictAnswer {
  if (code === 0) return unreachable("What answers on this port is not a mail server. Check host and port.");
  return unreachable(`The mail server does not talk to us (${code}). Try again later.`);
}

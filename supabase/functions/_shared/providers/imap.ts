// IMAP: greeting, TLS, LOGIN, LOGOUT. No mailbox is opened.
import {
  type MailServer,
  type MailSession,
  MOST_LINES,
  mayLogIn,
  unencrypted,
  withMailServer,
} from "./mail-session.ts";
import type { ProviderDeps, VerdictAnswer } from "./types.ts";
import { expired, ok, unreachable, unsupported, wrong } from "./verdicts.ts";

interface Tagged {
  /** OK, NO, BAD, BYE, PREAUTH, "+" where the server waits for more; "" for what is no IMAP. */
  status: string;
  text: string;
  untagged: readonly string[];
}

const noServer = unreachable("What answers on this port is not an IMAP server. Check host and port.");

export const imap = (deps: ProviderDeps, server: MailServer): Promise<VerdictAnswer> =>
  withMailServer(deps, server, (session) => talk(session, server));

async function talk(session: MailSession, server: MailServer): Promise<VerdictAnswer> {
  const greeting = /^\* (OK|PREAUTH|BYE)\b/i.exec(await session.line())?.[1]?.toUpperCase();
  if (greeting === undefined) return noServer;
  if (greeting === "BYE") return unreachable("The mail server does not talk to us now. Try again later.");
  if (greeting === "PREAUTH")
    return unsupported("The mail server asks for no password, so none can be checked.");
  let able = await capabilities(session, "a1");
  if (!session.encrypted() && !server.disable_starttls && able.has("STARTTLS")) {
    await session.say("a2 STARTTLS");
    if ((await answerTo(session, "a2")).status !== "OK") return unencrypted;
    await session.startTls();
    able = await capabilities(session, "a3");
  }
  if (!mayLogIn(session, server)) return unencrypted;
  if (able.has("LOGINDISABLED")) {
    return unsupported("The mail server takes no password log-in on this port.");
  }
  const answer = await logIn(session, server);
  await session.say("a5 LOGOUT").catch(() => {});
  return judge(answer);
}

async function capabilities(session: MailSession, tag: string): Promise<ReadonlySet<string>> {
  await session.say(`${tag} CAPABILITY`);
  const { untagged } = await answerTo(session, tag);
  const listed = untagged.find((line) => /^\* CAPABILITY /i.test(line)) ?? "";
  return new Set(listed.toUpperCase().split(/\s+/).slice(2));
}

/** Quoted where that can hold the text, else as a literal: the server then asks for each with a "+". */
async function logIn(session: MailSession, { user, password }: MailServer): Promise<Tagged> {
  let line = "a4 LOGIN";
  for (const text of [user, password]) {
    if (/^[\x20-\x7e]*$/.test(text)) {
      line += ` "${text.replace(/["\\]/g, "\\$&")}"`;
      continue;
    }
    await session.say(`${line} {${new TextEncoder().encode(text).length}}`);
    const more = await answerTo(session, "a4");
    if (more.status !== "+") return more;
    line = text;
  }
  await session.say(line);
  return answerTo(session, "a4");
}

async function answerTo(session: MailSession, tag: string): Promise<Tagged> {
  const untagged: string[] = [];
  while (untagged.length < MOST_LINES) {
    const line = await session.line();
    if (line.startsWith("+")) return { status: "+", text: "", untagged };
    const parts = /^(\S+) (OK|NO|BAD|BYE)\b ?(.*)$/i.exec(line);
    const status = parts?.[2]?.toUpperCase() ?? "";
    if (parts?.[1] === tag || (parts?.[1] === "*" && status === "BYE")) {
      return { status, text: parts[3] ?? "", untagged };
    }
    untagged.push(line);
  }
  return { status: "", text: "", untagged };
}

function judge({ status, text }: Tagged): VerdictAnswer {
  if (status === "OK") return ok("The mail server accepts user and password.");
  if (status === "" || status === "+") return noServer;
  if (/\[EXPIRED\]|password (has )?expired/i.test(text)) {
    return expired("The mail server says that this password has expired. Set a new one with the provider.");
  }
  if (/\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)\]|too many/i.test(text) || status === "BYE") {
    return unreachable("The mail server cannot check the log-in just now. Try again later.");
  }
  if (/application-specific|app(lication)? password/i.test(text)) {
    return wrong("The mail server wants an app password: make one in the mailbox's security settings.");
  }
  return wrong("The mail server does not accept user and password.");
}

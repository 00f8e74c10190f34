import { afterEach, describe, expect, it } from "vitest";
import { certificateFor } from "../safe-fetch/testing/certificate.ts";
import { loopback } from "../safe-fetch/testing/loopback.ts";
import { providerDeps } from "./testing/deps.ts";
import { type MailStand, mailStand } from "./testing/mail-stand.ts";
import { validateCredential } from "./validate-credential.ts";

const PUBLIC = "93.184.215.14";
const HOST = "imap.acme.example";
const certificate = certificateFor(HOST);
let stand: MailStand | undefined;
afterEach(async () => {
  await stand?.stop();
  stand = undefined;
});

interface Server {
  port?: number;
  greeting?: string;
  capabilities?: string;
  login?: string;
  implicit?: boolean;
}
async function ask(
  {
    port = 993,
    greeting = "* OK ready",
    capabilities = "IMAP4rev1",
    login = "OK done",
    implicit = true,
  }: Server,
  secret: object = {},
) {
  await stand?.stop();
  const answer = (line: string, encrypted: boolean): string | undefined => {
    const [tag = "", verb] = line.split(" ");
    if (verb === "CAPABILITY") {
      const offered = encrypted ? capabilities.replace(/ ?(STARTTLS|LOGINDISABLED)/g, "") : capabilities;
      return `* CAPABILITY ${offered}\r\n${tag} OK`;
    }
    if (verb === "STARTTLS") return `STARTTLS:${tag} OK go`;
    if (verb === "LOGOUT") return `* BYE\r\n${tag} OK`;
    if (/\{\d+\}$/.test(line)) return "+ more";
    return `* a word\r\na4 ${login}`;
  };
  stand = await mailStand({ greeting, answer, certificate, ...(implicit && { implicit }) });
  const network = loopback(certificate.cert);
  network.names[HOST] = [PUBLIC];
  network.servers[`${PUBLIC}:${port}`] = stand.port;
  const full = { host: HOST, port, user: "ada", password: "canary", secure: implicit, ...secret };
  const said = await validateCredential("imap", full, providerDeps({}, network, 500));
  expect(said.message).not.toContain("canary");
  return said;
}
const heard = (): string[] => stand?.heard ?? [];

describe("imap", () => {
  it("logs in over TLS, with quoted texts, and out", async () => {
    const password = 'ca"na\\ry';
    expect(await ask({}, { password })).toMatchObject({ verdict: "ok" });
    await expect.poll(heard).toEqual(["a1 CAPABILITY", 'a4 LOGIN "ada" "ca\\"na\\\\ry"', "a5 LOGOUT"]);
  });
  it("sends as a literal what cannot be quoted", async () => {
    expect(await ask({}, { password: "cänary" })).toMatchObject({ verdict: "ok" });
    await expect.poll(heard).toEqual(["a1 CAPABILITY", 'a4 LOGIN "ada" {7}', "cänary", "a5 LOGOUT"]);
  });
  it("lets nobody put a command into a user's name", async () => {
    expect(await ask({}, { user: "ada\r\na9 DELETE INBOX" })).toMatchObject({ verdict: "wrong" });
    expect(heard()).toEqual([]);
  });
  it("turns to TLS with STARTTLS, and sends no password without", async () => {
    const server = { port: 143, implicit: false };
    expect(await ask({ ...server, capabilities: "IMAP4rev1 STARTTLS LOGINDISABLED" })).toMatchObject({
      verdict: "ok",
    });
    await expect
      .poll(heard)
      .toEqual([
        "a1 CAPABILITY",
        "a2 STARTTLS",
        "(TLS)",
        "a3 CAPABILITY",
        'a4 LOGIN "ada" "canary"',
        "a5 LOGOUT",
      ]);
    expect(await ask(server)).toEqual({
      verdict: "wrong",
      message: expect.stringContaining("no encryption"),
    });
    expect(heard()).toEqual(["a1 CAPABILITY"]);
    expect(await ask(server, { disable_starttls: true })).toMatchObject({ verdict: "ok" });
  });
  it.each([
    ["NO [AUTHENTICATIONFAILED] no such user canary", "wrong", "does not accept"],
    ["NO [EXPIRED] password expired", "expired", "expired"],
    ["NO [UNAVAILABLE] later", "unreachable", "just now"],
    ["NO [ALERT] Application-specific password required", "wrong", "app password"],
    ["BAD what", "wrong", "does not accept"],
  ])("'%s' is %s", async (login, verdict, words) => {
    expect(await ask({ login })).toEqual({ verdict, message: expect.stringContaining(words) });
  });
  it("says what is wrong with the server", async () => {
    expect(await ask({ greeting: "220 smtp.acme.example" })).toMatchObject({ verdict: "unreachable" });
    expect(await ask({ greeting: "* BYE busy" })).toMatchObject({ verdict: "unreachable" });
    expect(await ask({ greeting: "* PREAUTH hi" })).toMatchObject({ verdict: "unsupported" });
    expect(
      await ask({ implicit: false, port: 143, capabilities: "LOGINDISABLED" }, { disable_starttls: true }),
    ).toMatchObject({ verdict: "unsupported" });
    expect(await ask({ implicit: false, port: 143 }, { secure: true })).toMatchObject({ verdict: "wrong" });
    const silent = await ask({ greeting: "" }, { secure: false });
    expect(silent).toEqual({
      verdict: "unreachable",
      message: expect.stringContaining("This port wants TLS on."),
    });
  });
});

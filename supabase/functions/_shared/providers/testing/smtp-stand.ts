import { certificateFor } from "../../safe-fetch/testing/certificate.ts";
import { loopback } from "../../safe-fetch/testing/loopback.ts";
import { mailStand } from "./mail-stand.ts";

export const PUBLIC = "93.184.215.14";
export const HOST = "smtp.acme.example";
const certificate = certificateFor(HOST);

export interface SmtpServer {
  port: number;
  extensions?: string[];
  greeting?: string;
  login?: string;
  implicit?: boolean;
}
/** A server for smtp.acme.example, with a password log-in that answers `login`, and the network that leads to it. */
export async function smtpStand({
  port,
  extensions = [],
  greeting = "220 hello",
  login = "235 2.7.0 ok",
  implicit,
}: SmtpServer) {
  let asked = 0;
  const answer = (line: string, encrypted: boolean): string => {
    if (line.startsWith("EHLO")) {
      const lines = ["mail", ...extensions.filter((one) => one !== "STARTTLS" || !encrypted)];
      return lines.map((one, at) => `250${at === lines.length - 1 ? " " : "-"}${one}`).join("\r\n");
    }
    if (line === "STARTTLS") return "STARTTLS:220 go";
    if (line === "AUTH LOGIN") return "334 VXNlcm5hbWU6";
    if (line === "QUIT") return "221 bye";
    return !extensions.join(" ").includes("PLAIN") && asked++ === 0 ? "334 UGFzc3dvcmQ6" : login;
  };
  const stand = await mailStand({ greeting, answer, certificate, ...(implicit && { implicit }) });
  const network = loopback(certificate.cert);
  network.names[HOST] = [PUBLIC];
  network.servers[`${PUBLIC}:${port}`] = stand.port;
  network.servers[`127.0.0.1:${port}`] = stand.port;
  return { network, heard: stand.heard, stop: stand.stop };
}

export const USER = "ada@acme.example";
export const PASSWORD = "pässword-canary";

/** What a person enters for the server at this port. */
export const secret = (port: number, more: object = {}) => ({
  host: HOST,
  port,
  user: USER,
  password: PASSWORD,
  secure: false,
  ...more,
});

/** One server at a time; the last one is stopped after each test. */
export function smtpServers(afterEach: (stop: () => Promise<void>) => void) {
  let stop = async (): Promise<void> => {};
  afterEach(() => stop());
  return async (options: SmtpServer) => {
    await stop();
    const stand = await smtpStand(options);
    stop = stand.stop;
    return stand;
  };
}

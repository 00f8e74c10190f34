import { afterEach, describe, expect, it } from "vitest";
import { providerDeps } from "./testing/deps.ts";
import { PASSWORD, secret, smtpServers, USER } from "./testing/smtp-stand.ts";
import { validateCredential } from "./validate-credential.ts";

const b64 = (text: string): string => Buffer.from(text).toString("base64");
const PLAIN = `AUTH PLAIN ${b64(`\0${USER}\0${PASSWORD}`)}`;
const server = smtpServers(afterEach);

describe("smtp", () => {
  it("logs in over TLS from the first byte, and quits", async () => {
    const { network, heard } = await server({
      port: 465,
      extensions: ["SIZE 1", "AUTH LOGIN PLAIN"],
      implicit: true,
    });
    const said = await validateCredential("smtp", secret(465, { secure: true }), providerDeps({}, network));
    expect(said).toMatchObject({ verdict: "ok" });
    await expect.poll(() => heard).toEqual(["EHLO [127.0.0.1]", PLAIN, "QUIT"]);
  });
  it("turns to TLS with STARTTLS before it logs in, with LOGIN where PLAIN is not offered", async () => {
    const { network, heard } = await server({ port: 587, extensions: ["STARTTLS", "AUTH LOGIN XOAUTH2"] });
    expect(await validateCredential("smtp", secret(587), providerDeps({}, network))).toMatchObject({
      verdict: "ok",
    });
    const login = ["EHLO [127.0.0.1]", "AUTH LOGIN", b64(USER), b64(PASSWORD), "QUIT"];
    await expect.poll(() => heard).toEqual(["EHLO [127.0.0.1]", "STARTTLS", "(TLS)", ...login]);
  });
  it("sends no password unencrypted, unless the person said so or it is this machine in local mode", async () => {
    const { network, heard } = await server({ port: 2525, extensions: ["AUTH PLAIN"] });
    const deps = providerDeps({ LOCAL_MODE: "true" }, network);
    expect(await validateCredential("smtp", secret(2525), deps)).toMatchObject({ verdict: "wrong" });
    expect(heard).toEqual(["EHLO [127.0.0.1]"]);
    expect(await validateCredential("smtp", secret(2525, { disable_starttls: true }), deps)).toMatchObject({
      verdict: "ok",
    });
    expect(await validateCredential("smtp", secret(2525, { host: "127.0.0.1" }), deps)).toMatchObject({
      verdict: "ok",
    });
    const strict = providerDeps({}, network);
    expect(await validateCredential("smtp", secret(2525, { host: "127.0.0.1" }), strict)).toMatchObject({
      verdict: "wrong",
    });
  });
  it.each([
    ["535 5.7.8 bad credentials for ada canary", "wrong", "535"],
    ["534 5.7.9 Application-specific password required", "wrong", "app password"],
    ["535 5.7.1 password expired", "expired", "expired"],
    ["454 4.7.0 temporary failure", "unreachable", "454"],
    ["not smtp", "unreachable", "not a mail server"],
  ])("'%s' is %s", async (login, verdict, words) => {
    const { network } = await server({ port: 465, extensions: ["AUTH PLAIN"], login, implicit: true });
    const said = await validateCredential("smtp", secret(465, { secure: true }), providerDeps({}, network));
    expect(said).toEqual({ verdict, message: expect.stringContaining(words) });
    expect(said.message).not.toContain("canary");
  });
});

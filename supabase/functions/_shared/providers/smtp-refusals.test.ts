import { afterEach, describe, expect, it } from "vitest";
import { providerDeps } from "./testing/deps.ts";
import { PUBLIC, type SmtpServer, secret, smtpServers } from "./testing/smtp-stand.ts";
import { validateCredential } from "./validate-credential.ts";

const server = smtpServers(afterEach);

describe("smtp", () => {
  it("says what is wrong with the server", async () => {
    const ask = async (options: SmtpServer, more: object = {}) => {
      const { network } = await server(options);
      return validateCredential("smtp", secret(options.port, more), providerDeps({}, network, 400));
    };
    expect(
      await ask({ port: 465, extensions: ["AUTH XOAUTH2"], implicit: true }, { secure: true }),
    ).toMatchObject({ verdict: "unsupported" });
    expect(await ask({ port: 2525, greeting: "554 no" })).toMatchObject({ verdict: "unreachable" });
    expect(await ask({ port: 2525, greeting: "HTTP/1.1 400 Bad Request" })).toMatchObject({
      verdict: "unreachable",
    });
    const mixed = await ask({ port: 587 }, { secure: true });
    expect(mixed).toEqual({ verdict: "wrong", message: expect.stringContaining("STARTTLS is used") });
    const foreign = await ask({ port: 465, implicit: true }, { secure: true, host: PUBLIC });
    expect(foreign).toEqual({ verdict: "wrong", message: expect.stringContaining("certificate") });
  });
  it("does not try a port that the platform blocks, when it says so", async () => {
    const { network } = await server({ port: 587, extensions: ["STARTTLS", "AUTH PLAIN"] });
    const deps = providerDeps({ MAIL_PORTS_BLOCKED: "true" }, network);
    for (const port of [25, 587]) {
      expect(await validateCredential("smtp", secret(port), deps)).toEqual({
        verdict: "unsupported",
        message: expect.stringContaining(`Port ${port} cannot be reached from here`),
      });
    }
    expect(network.connects).toEqual([]);
  });
});

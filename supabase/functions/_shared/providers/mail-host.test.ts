import { describe, expect, it } from "vitest";
import { loopback } from "../safe-fetch/testing/loopback.ts";
import { providerDeps } from "./testing/deps.ts";
import { validateCredential } from "./validate-credential.ts";

const check = async (type: "smtp" | "imap", host: string) => {
  const network = loopback();
  network.names["inside.example"] = ["93.184.215.14", "10.0.0.8"];
  const secret = { host, port: 993, user: "ada", password: "canary", secure: true };
  const { verdict, message } = await validateCredential(type, secret, providerDeps({}, network));
  return { verdict, message, ...network };
};

describe.each(["smtp", "imap"] as const)("a host for %s", (type) => {
  it.each([
    ...[
      "127.0.0.1",
      "127.1",
      "0x7f.1",
      "2130706433",
      "１２７.０.０.１",
      "10.0.0.8",
      "localhost",
      "::1",
      "[::1]",
    ],
    ...["169.254.169.254", "mail.internal", "mail", "inside.example", "[fe80::1%25eth0]", "fe80::1%eth0"],
  ])("%s is refused before anything is connected to", async (host) => {
    const { verdict, message, connects } = await check(type, host);
    expect({ verdict, message }).toEqual({
      verdict: "wrong",
      message: expect.stringContaining("public internet"),
    });
    expect(connects).toEqual([]);
  });
  it("that nobody knows is named as such, and looked up in its ASCII form", async () => {
    const { verdict, message, lookups } = await check(type, "Mail.MÜNCHEN.example.");
    expect({ verdict, message }).toEqual({ verdict: "wrong", message: expect.stringContaining("spelling") });
    expect(lookups).toEqual(["mail.xn--mnchen-3ya.example"]);
  });
});

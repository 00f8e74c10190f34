import { CREDENTIAL_SECRETS, CREDENTIAL_TYPES } from "@contracts/onboarding.ts";
import { describe, expect, it } from "vitest";
import { CREDENTIALS, freeName, remainsOf } from "./credential-types.ts";

describe.each(CREDENTIAL_TYPES)("the form of %s", (type) => {
  const { shape } = CREDENTIAL_SECRETS[type];

  it("asks for every member that its schema knows and the provider needs, and for nothing else", () => {
    const asked = CREDENTIALS[type].fields.map(({ name }) => name);
    for (const name of asked) expect(shape, name).toHaveProperty(name);
    const needed = Object.entries(shape).filter(([, member]) => !member.safeParse(undefined).success);
    for (const [name] of needed) expect(asked).toContain(name);
  });

  it("calls optional what its schema can do without", () => {
    for (const { name, optional, kind } of CREDENTIALS[type].fields) {
      const member = (shape as Record<string, { safeParse: (value: unknown) => { success: boolean } }>)[name];
      if (kind !== "tick") expect(member?.safeParse("").success, name).toBe(optional === true);
    }
  });

  it("hides what opens something", () => {
    const secret = /^(api_key|token|password|client_secret|refresh_token|key)$/;
    for (const { name, kind } of CREDENTIALS[type].fields) {
      expect(kind === "secret", name).toBe(secret.test(name));
    }
  });
});

it("a new credential gets a name that no other of its type has", () => {
  expect(freeName("openai_api", [])).toBe("OpenAI");
  expect(freeName("openai_api", ["OpenAI", "OpenAI 3", "Mine"])).toBe("OpenAI 2");
  expect(freeName("openai_api", ["OpenAI", "OpenAI 2"])).toBe("OpenAI 3");
});

it("says where what was deleted here is ended", () => {
  expect(remainsOf("apify")).toMatch(/valid at Apify: revoke it there/);
  expect(remainsOf("imap")).toMatch(/change it with your mail provider/);
});

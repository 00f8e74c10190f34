import { describe, expect, it } from "vitest";
import { ConfigError, parseConfig } from "./index.ts";

const local = {
  supabase_url: "http://127.0.0.1:54321/",
  publishable_key: "sb_publishable_x",
  auth: { kind: "local", issuer_url: "http://127.0.0.1:54323/" },
};

describe("parseConfig", () => {
  it("takes both kinds, and addresses with or without a slash at their end", () => {
    expect(parseConfig(local)).toMatchObject({
      supabase_url: "http://127.0.0.1:54321",
      auth: { issuer_url: "http://127.0.0.1:54323" },
    });
    const auth = { kind: "clerk", publishable_key: "pk_live_x" };
    expect(parseConfig({ ...local, auth }).auth).toEqual(auth);
  });

  it.each([
    [null, "supabase_url"],
    [{ ...local, publishable_key: "" }, "publishable_key"],
    [{ ...local, auth: {} }, "auth.kind"],
    [{ ...local, auth: { kind: "local" } }, "auth.issuer_url"],
    [{ ...local, auth: { kind: "clerk" } }, "auth.publishable_key"],
  ])("names what is missing in %j", (raw, name) => {
    expect(() => parseConfig(raw)).toThrow(ConfigError);
    expect(() => parseConfig(raw)).toThrow(name);
  });
});

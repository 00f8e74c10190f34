import { describe, expect, it } from "vitest";
import { translate } from "./gateway-keys.ts";

const keys = {
  publishable_key: "sb_publishable_abc",
  secret_key: "sb_secret_abc",
  anon_jwt: "anon.jwt.x",
  service_role_jwt: "service.jwt.x",
};

describe("API keys become the role's JWT", () => {
  it.each([
    ["publishable key alone", keys.publishable_key, undefined, "Bearer anon.jwt.x"],
    ["secret key alone", keys.secret_key, undefined, "Bearer service.jwt.x"],
    ["publishable key repeated", keys.publishable_key, `Bearer ${keys.publishable_key}`, "Bearer anon.jwt.x"],
    ["secret key repeated", keys.secret_key, `Bearer ${keys.secret_key}`, "Bearer service.jwt.x"],
    ["a user's token", keys.publishable_key, "Bearer user.jwt.x", "Bearer user.jwt.x"],
    ["a user's token beside the secret key", keys.secret_key, "Bearer user.jwt.x", "Bearer user.jwt.x"],
  ])("%s", (_name, apikey, authorization, expected) => {
    expect(translate(keys, apikey, authorization, undefined)).toEqual({ ok: true, authorization: expected });
  });

  it.each([
    ["no key", undefined],
    ["an unknown key", "sb_publishable_abd"],
    ["a key of another length", "sb_secret_"],
  ])("%s is refused", (_name, apikey) => {
    expect(translate(keys, apikey, "Bearer user.jwt.x", undefined).ok).toBe(false);
  });

  it("the secret key is refused from a browser", () => {
    expect(translate(keys, keys.secret_key, undefined, "Mozilla/5.0 (X11)").ok).toBe(false);
    expect(translate(keys, keys.publishable_key, undefined, "Mozilla/5.0 (X11)").ok).toBe(true);
  });
});

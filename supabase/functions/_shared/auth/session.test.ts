import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { readSettings } from "../env.ts";
import { createRequireSession, type RequireSession } from "./session.ts";

const issuer = "https://issuer.test";
const site = "https://app.test";
const settings = readSettings(
  (name) => ({ CLERK_ISSUER: `${issuer}/`, CLERK_AUTHORIZED_PARTIES: `http://x, ${site}` })[name],
  [],
);
const now = () => Math.floor(Date.now() / 1000);

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let session: RequireSession;
const kid = "k1";

beforeAll(async () => {
  keys = await generateKeyPair("RS256");
  session = createRequireSession(
    settings,
    createLocalJWKSet({ keys: [{ ...(await exportJWK(keys.publicKey)), kid }] }),
  );
});

const claims = (over: JWTPayload = {}): JWTPayload => ({
  iss: issuer,
  azp: site,
  sub: "user_ann",
  role: "authenticated",
  nbf: now() - 1,
  exp: now() + 60,
  ...over,
});
const sign = (payload: JWTPayload, id = kid) =>
  new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: id }).sign(keys.privateKey);
const ask = (token: string) =>
  session(new Request("http://functions.test/", { headers: { authorization: `Bearer ${token}` } }));

describe("requireSession", () => {
  it("gives the person and the token", async () => {
    const token = await sign(claims());
    expect(await ask(token)).toEqual({ userId: "user_ann", token });
  });

  it.each([
    ["expired", { exp: now() - 10 }],
    ["not yet valid", { nbf: now() + 60 }],
    ["without an end", { exp: undefined }],
    ["of another issuer", { iss: "https://other.test" }],
    ["for another site", { azp: "https://evil.test" }],
    ["for no site", { azp: undefined }],
    ["of nobody", { sub: undefined }],
    ["of another role", { role: "service_role" }],
  ])("refuses one that is %s", async (_what, over) => {
    await expect(ask(await sign(claims(over)))).rejects.toMatchObject({
      status: 401,
      code: "invalid_session",
    });
  });

  it("refuses alg none, a shared secret, an unknown key, a forged signature and no token", async () => {
    const hs256 = new SignJWT(claims()).setProtectedHeader({ alg: "HS256", kid });
    const forged = (await sign(claims())).replace(/.{8}$/, "AAAAAAAA");
    const tokens = [
      new UnsecuredJWT(claims()).encode(),
      await hs256.sign(new TextEncoder().encode("a shared secret of 32 characters!")),
      await sign(claims(), "k2"),
      forged,
      "a.b.c",
      "",
    ];
    for (const token of tokens) await expect(ask(token)).rejects.toMatchObject({ status: 401 });
  });

  it("answers 503, not 401, when the issuer's keys cannot be had", async () => {
    const away = readSettings(
      (n) => ({ CLERK_ISSUER: "http://127.0.0.1:9", CLERK_AUTHORIZED_PARTIES: site })[n],
      [],
    );
    const headers = { authorization: `Bearer ${await sign(claims({ iss: "http://127.0.0.1:9" }))}` };
    const asked = createRequireSession(away)(new Request("http://functions.test/", { headers }));
    await expect(asked).rejects.toMatchObject({ status: 503, code: "issuer_unavailable" });
  });
});

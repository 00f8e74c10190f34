// Session tokens that nobody should take.
import { generateKeyPair, importJWK, SignJWT } from "jose";
import { AUTHORIZED_PARTIES } from "../../stack/functions/settings.ts";
import type { TestStack } from "../../stack/testing.ts";
import { mintToken } from "../../stack/tokens.ts";

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = (): number => Math.floor(Date.now() / 1000);

/** By what is wrong with each; all name `userId`, who may be anyone. */
export async function badSessions(stack: TestStack, userId: string): Promise<Record<string, string>> {
  const { secrets, info } = stack;
  const claims = { iss: info.issuer_url, sub: userId, role: "authenticated", azp: AUTHORIZED_PARTIES[0] };
  const timed = { ...claims, iat: now(), nbf: now(), exp: now() + 60 };
  const { privateKey } = await generateKeyPair("RS256");
  const kid = secrets.issuer_jwk.kid ?? "";
  const own = await importJWK(secrets.issuer_jwk, "RS256");
  const signed = (payload: Record<string, unknown>, key = own): Promise<string> =>
    new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid }).sign(key);
  const [header, , signature] = (await stack.sessionToken(userId)).split(".");
  return {
    "no token at all": "",
    "not a token": "abc",
    expired: await mintToken(secrets, info.issuer_url, userId, { lifeS: -60 }),
    "alg none": `${base64({ alg: "none", typ: "JWT" })}.${base64(timed)}.`,
    "alg HS256 with the public key's text": await new SignJWT(timed)
      .setProtectedHeader({ alg: "HS256", kid })
      .sign(new TextEncoder().encode(JSON.stringify(secrets.issuer_jwk.n))),
    "signed by a stranger": await signed(timed, privateKey),
    "claims changed": `${header}.${base64({ ...timed, sub: "user_root" })}.${signature}`,
    "another issuer": await signed({ ...timed, iss: "https://elsewhere.test" }),
    "another party": await mintToken(secrets, info.issuer_url, userId, { azp: "https://elsewhere.test" }),
    "without exp": await signed({ ...claims, iat: now() }),
    "not yet valid": await signed({ ...timed, nbf: now() + 600 }),
    "role service_role": await signed({ ...timed, role: "service_role" }),
    "the project's own service_role token": secrets.service_role_jwt,
  };
}

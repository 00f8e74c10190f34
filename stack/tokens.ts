import { importJWK, SignJWT } from "jose";
import { AUTHORIZED_PARTIES } from "./functions/settings.ts";
import type { Secrets } from "./secrets.ts";

/** The people of the demonstration, as the sign-in page lists them. */
export const DEMO_USERS = [
  { id: "user_alice", email: "alice@acme.test", name: "Alice", about: "owner of acme" },
  { id: "user_bob", email: "bob@globex.test", name: "Bob", about: "owner of globex" },
  { id: "user_carol", email: "carol@acme.test", name: "Carol", about: "viewer of acme" },
  { id: "user_root", email: "root@genesis.test", name: "Root", about: "operator" },
] as const;

/** As long as Clerk's. */
export const TOKEN_LIFE_S = 60;

/** A session token with Clerk's claims. Any user id will do: Clerk, not the database, knows who exists. */
export async function mintToken(
  secrets: Secrets,
  issuer: string,
  userId: string,
  options: { lifeS?: number; email?: string; name?: string; azp?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const known = DEMO_USERS.find((user) => user.id === userId);
  const email = options.email ?? known?.email ?? `${userId}@example.test`;
  const name = options.name ?? known?.name;
  const key = await importJWK(secrets.issuer_jwk, "RS256");
  const azp = options.azp ?? AUTHORIZED_PARTIES[0];
  return new SignJWT({ role: "authenticated", azp, email, ...(name === undefined ? {} : { name }) })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: secrets.issuer_jwk.kid ?? "" })
    .setIssuer(issuer)
    .setSubject(userId)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + (options.lifeS ?? TOKEN_LIFE_S))
    .sign(key);
}

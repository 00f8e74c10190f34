import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { StackError } from "./errors.ts";
import type { Home } from "./paths.ts";

/** What is made once for a home and never changes: keys, passwords, and the project's own secret settings. */
export interface Secrets {
  readonly jwt_secret: string;
  readonly publishable_key: string;
  readonly secret_key: string;
  /** What the gateway puts in place of the two keys, as Supabase's does. */
  readonly anon_jwt: string;
  readonly service_role_jwt: string;
  readonly admin_password: string;
  readonly postgres_password: string;
  readonly authenticator_password: string;
  readonly vault_key: string;
  /** The issuer's RS256 key, private. */
  readonly issuer_jwk: JWK;
  readonly settings: Readonly<Record<string, string>>;
}

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");
const TEN_YEARS_S = 10 * 365 * 24 * 3600;

async function roleJwt(secret: string, role: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ role })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("supabase")
    .setIssuedAt(now)
    .setExpirationTime(now + TEN_YEARS_S)
    .sign(new TextEncoder().encode(secret));
}

/** Fresh values of the settings that every project makes for itself, whether local or hosted. */
export async function makeSettings(): Promise<Record<string, string>> {
  const signing = await generateKeyPair("Ed25519", { extractable: true });
  const jwk = {
    ...(await exportJWK(signing.privateKey)),
    kid: `genesis-${hex(4)}`,
    alg: "EdDSA",
    use: "sig",
  };
  return {
    ENCRYPTION_MASTER_KEY: hex(32),
    GENESIS_SIGNING_KEYS: JSON.stringify({ keys: [jwk] }),
    CRON_SECRET: hex(32),
    METRICS_TOKEN: hex(32),
  };
}

async function makeSecrets(): Promise<Secrets> {
  const jwt_secret = hex(32);
  const issuer = await generateKeyPair("RS256", { extractable: true });
  const issuer_jwk = {
    ...(await exportJWK(issuer.privateKey)),
    kid: `local-${hex(4)}`,
    alg: "RS256",
    use: "sig",
  };
  return {
    jwt_secret,
    publishable_key: `sb_publishable_${randomBytes(24).toString("base64url")}`,
    secret_key: `sb_secret_${randomBytes(24).toString("base64url")}`,
    anon_jwt: await roleJwt(jwt_secret, "anon"),
    service_role_jwt: await roleJwt(jwt_secret, "service_role"),
    admin_password: hex(16),
    postgres_password: hex(16),
    authenticator_password: hex(16),
    vault_key: hex(32),
    issuer_jwk,
    settings: {
      CLERK_WEBHOOK_SIGNING_SECRET: `whsec_${randomBytes(24).toString("base64")}`,
      ...(await makeSettings()),
    },
  };
}

/** The home's secrets, or undefined when it has none yet. */
export function readSecrets(home: Home): Secrets | undefined {
  if (!existsSync(home.env)) return undefined;
  try {
    return JSON.parse(readFileSync(home.env, "utf8")) as Secrets;
  } catch {
    throw new StackError(
      `${home.env} is not readable JSON.`,
      "Run `genesis reset` to make the stack anew.",
      3,
    );
  }
}

/** The home's secrets, made at the first call. The file appears whole or not at all. */
export async function ensureSecrets(home: Home): Promise<Secrets> {
  const known = readSecrets(home);
  if (known) return known;
  const made = await makeSecrets();
  writeFileSync(`${home.env}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${home.env}.new`, home.env);
  return made;
}

/** The issuer's public key, as it is published. */
export function publicIssuerKey(secrets: Secrets): JWK {
  const { kty, n, e, kid, alg, use } = secrets.issuer_jwk;
  return { kty, n, e, kid, alg, use } as JWK;
}

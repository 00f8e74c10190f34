// Ed25519 with GENESIS_SIGNING_KEYS, a JWKS whose first key signs and whose every key verifies, so that a key is
// replaced by putting the new one in front.
import { base64url } from "jose";
import { MissingSettings, type Settings } from "../env.ts";

interface SigningJwk {
  kty: string;
  crv: string;
  x: string;
  d?: string;
  kid: string;
}

export interface SigningKeys {
  /** The id of the key that signs, and the base64url signature over the text's UTF-8 bytes. */
  sign(text: string): Promise<{ kid: string; signature: string }>;
  verify(text: string, kid: string, signature: string): Promise<boolean>;
  /** The public halves, for whoever checks what was signed: a JWKS. */
  jwks(): { keys: { kty: string; crv: string; x: string; kid: string; alg: "EdDSA"; use: "sig" }[] };
}

const isSigningJwk = (key: unknown): key is SigningJwk => {
  const k = key as Partial<SigningJwk> | null;
  return k?.kty === "OKP" && k.crv === "Ed25519" && typeof k.x === "string" && typeof k.kid === "string";
};

function parseKeys(settings: Settings): SigningJwk[] {
  try {
    const { keys } = JSON.parse(settings.required("GENESIS_SIGNING_KEYS")) as { keys?: unknown[] };
    const found = (keys ?? []).filter(isSigningJwk);
    if (found[0]?.d) return found;
  } catch (error) {
    if (error instanceof MissingSettings) throw error;
  }
  // What is there is no JWKS with a private Ed25519 key first: as good as unset.
  throw new MissingSettings(["GENESIS_SIGNING_KEYS"]);
}

const utf8 = (text: string) => new TextEncoder().encode(text);

export function createSigningKeys(settings: Settings): SigningKeys {
  const jwks = parseKeys(settings);
  const imported = new Map<string, Promise<CryptoKey>>();
  // Without `alg` and `use`: runtimes disagree about their names for Ed25519.
  const load = (jwk: SigningJwk, usage: "sign" | "verify"): Promise<CryptoKey> => {
    const id = `${usage} ${jwk.kid}`;
    const { kty, crv, x, d } = jwk;
    const key =
      imported.get(id) ??
      crypto.subtle.importKey(
        "jwk",
        usage === "sign" ? { kty, crv, x, d } : { kty, crv, x },
        "Ed25519",
        false,
        [usage],
      );
    imported.set(id, key);
    return key;
  };
  return {
    jwks: () => ({
      keys: jwks.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, alg: "EdDSA", use: "sig" })),
    }),
    async sign(text) {
      const first = jwks[0] as SigningJwk;
      const signed = await crypto.subtle.sign("Ed25519", await load(first, "sign"), utf8(text));
      return { kid: first.kid, signature: base64url.encode(new Uint8Array(signed)) };
    },
    async verify(text, kid, signature) {
      const jwk = jwks.find((k) => k.kid === kid);
      if (!jwk) return false;
      let bytes: BufferSource;
      try {
        bytes = new Uint8Array(base64url.decode(signature));
      } catch {
        return false;
      }
      return crypto.subtle.verify("Ed25519", await load(jwk, "verify"), bytes, utf8(text));
    },
  };
}

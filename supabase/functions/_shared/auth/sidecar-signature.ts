// A sidecar: the header x-genesis-signature is a compact JWS (EdDSA) by its enrolled key, over {workspace_id, iat,
// body_sha256: hex of the raw body, or sha256 for short}. The key comes from the database; SQL looks again whether it still counts, in the call
// that stores, so that a replaced sidecar is out at once though its key is remembered here for a minute.
import { base64url, compactVerify, importJWK, type JWK } from "jose";
import { isObject } from "../contracts/mod.ts";
import type { Rpc } from "../db/client.ts";
import { HttpError } from "../errors/mod.ts";
import { sha256HexOfBytes } from "./hash.ts";

export interface SidecarIdentity {
  workspaceId: string;
  /** The x of the key that signed: what SQL is told. */
  keyX: string;
}

export interface RequireSidecar {
  /** Throws 401 for no signature or a bad one, and what the database says when it is away. */
  (req: Request, rawBody: Uint8Array): Promise<SidecarIdentity>;
  /** Forgets the workspace's key: SQL did not take it. */
  forget(workspaceId: string): void;
}

const TOLERANCE_S = 300;
const REMEMBER_MS = 60_000;
/** A key that does not fit is asked for again, but not at every forged request. */
const ASK_AGAIN_MS = 2_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Known {
  key?: CryptoKey;
  x: string;
  at: number;
}

interface Claims {
  workspace_id: string;
  iat: number;
  bodyHash: string;
}

const bad = () => new HttpError("invalid_sidecar_signature");

function claimsOf(payload: Uint8Array): Claims {
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
    if (!isObject(claims)) throw bad();
    const bodyHash = claims.body_sha256 ?? claims.sha256;
    const workspace_id = String(claims.workspace_id).toLowerCase();
    if (typeof claims.iat === "number" && typeof bodyHash === "string" && UUID.test(workspace_id))
      return { workspace_id, iat: claims.iat, bodyHash: bodyHash.toLowerCase() };
  } catch {
    // No JSON.
  }
  throw bad();
}

export function createRequireSidecar(rpc: Rpc, now: () => number = Date.now): RequireSidecar {
  const known = new Map<string, Known>();

  async function ask(workspaceId: string): Promise<Known> {
    const { sign_key } = await rpc<{ sign_key?: JWK }>("sidecar_key", { p_workspace_id: workspaceId });
    const { kty, crv, x = "" } = sign_key ?? {};
    const key = sign_key && ((await importJWK({ kty, crv, x }, "EdDSA")) as CryptoKey);
    const found = { key, x, at: now() };
    // Only what is there: made-up workspaces must not fill the memory.
    if (key) known.set(workspaceId, found);
    else known.delete(workspaceId);
    return found;
  }

  async function signedBy({ key }: Known, signature: string): Promise<Claims | undefined> {
    if (!key) return undefined;
    try {
      const { payload } = await compactVerify(signature, key, { algorithms: ["EdDSA"] });
      return claimsOf(payload);
    } catch {
      return undefined;
    }
  }

  const require = async (req: Request, rawBody: Uint8Array): Promise<SidecarIdentity> => {
    const signature = req.headers.get("x-genesis-signature")?.trim() ?? "";
    // Not yet proven: only says whose key to try.
    let said: Claims;
    try {
      said = claimsOf(base64url.decode(signature.split(".")[1] ?? ""));
    } catch {
      throw bad();
    }
    let by = known.get(said.workspace_id);
    if (!by || now() - by.at > REMEMBER_MS) by = await ask(said.workspace_id);
    let claims = await signedBy(by, signature);
    if (!claims && now() - by.at > ASK_AGAIN_MS) {
      by = await ask(said.workspace_id);
      claims = await signedBy(by, signature);
    }
    if (!claims || Math.abs(now() / 1000 - claims.iat) > TOLERANCE_S) throw bad();
    if (claims.bodyHash !== sha256HexOfBytes(rawBody)) throw bad();
    return { workspaceId: claims.workspace_id, keyX: by.x };
  };
  return Object.assign(require, { forget: (workspaceId: string) => void known.delete(workspaceId) });
}

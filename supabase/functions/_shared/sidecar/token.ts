// A command's credential: a JWT for one sidecar, one body and at most a minute.
import { base64url } from "jose";
import { type SigningKeys, sha256Hex } from "../auth/mod.ts";

export interface Ticket {
  /** A freeze raises it; the sidecar refuses anything older than the highest it has seen. */
  epoch: number;
  seq: number;
}

export interface CommandClaims extends Ticket {
  workspace_id: string;
  action: string;
  command_id: string;
}

const LIFE_S = 60;

const part = (value: unknown): string => base64url.encode(new TextEncoder().encode(JSON.stringify(value)));

/** Compact EdDSA JWT over the claims and the hash of the raw body. */
export async function signCommand(
  keys: SigningKeys,
  claims: CommandClaims,
  body: string,
  nowMs: number,
): Promise<string> {
  const iat = Math.floor(nowMs / 1000);
  const payload = {
    iss: "genesis",
    aud: "sidecar",
    ...claims,
    body_sha256: sha256Hex(body),
    iat,
    exp: iat + LIFE_S,
  };
  const statement = `${part({ alg: "EdDSA", typ: "JWT" })}.${part(payload)}`;
  return `${statement}.${(await keys.sign(statement)).signature}`;
}

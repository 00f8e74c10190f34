// Sends commands as Genesis does: a token over the raw body, secrets sealed to the sidecar's key.
import { randomUUID } from "node:crypto";
import { CompactEncrypt, type CryptoKey, importJWK, type JWK, SignJWT } from "jose";
import { sha256Hex } from "../src/auth/keys.ts";
import type { GenesisStandIn } from "./genesis.ts";

export const SEALED = new Set(["INJECT_CREDENTIAL", "ROTATE_WEBHOOK_TOKEN"]);

// biome-ignore lint/suspicious/noExplicitAny: the results of all actions, looked into by tests
export type Reply = { status: number; body: any };

export interface Overrides {
  readonly commandId?: string;
  readonly epoch?: number;
  readonly seq?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly signer?: CryptoKey;
  readonly kid?: string;
  readonly seal?: boolean;
  readonly sealFor?: JWK;
  /** Replaces the whole token. */
  readonly token?: string;
  /** Sent instead of the body that the token was made for. */
  readonly otherBody?: string;
}

export async function seal(payload: unknown, key: JWK): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "ECDH-ES+A256KW", enc: "A256GCM", kid: key.kid as string })
    .encrypt(await importJWK(key, "ECDH-ES+A256KW"));
}

export interface Commander {
  epoch: number;
  seq: number;
  send(action: string, payload?: unknown, over?: Overrides): Promise<Reply>;
  /** The result of a command that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  do(action: string, payload?: unknown, over?: Overrides): Promise<any>;
}

export function createCommander(genesis: GenesisStandIn, url: () => string): Commander {
  const commander: Commander = {
    epoch: 1,
    seq: 0,
    async send(action, payload = {}, over = {}) {
      const command_id = over.commandId ?? randomUUID();
      const isSealed = over.seal ?? SEALED.has(action);
      const key = over.sealFor ?? (genesis.keys?.seal as JWK);
      const content = isSealed ? { sealed: await seal(payload, key) } : { payload };
      const body = JSON.stringify({ command_id, action, ...content });
      const claims = {
        workspace_id: genesis.workspaceId,
        action,
        command_id,
        epoch: over.epoch ?? commander.epoch,
        seq: over.seq ?? ++commander.seq,
        body_sha256: sha256Hex(body),
        iss: "genesis",
        aud: "sidecar",
        exp: Math.floor(Date.now() / 1000) + 60,
        ...over.claims,
      };
      const token =
        over.token ??
        (await new SignJWT(claims)
          .setProtectedHeader({ alg: "EdDSA", kid: over.kid ?? genesis.kid })
          .sign(over.signer ?? genesis.signer));
      const answer = await fetch(`${url()}/api/command`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: over.otherBody ?? body,
      });
      return { status: answer.status, body: await answer.json() };
    },
    async do(action, payload, over) {
      const { status, body } = await commander.send(action, payload, over);
      if (status !== 200 || !body.success) throw new Error(`${action}: ${status} ${JSON.stringify(body)}`);
      return body.result;
    },
  };
  return commander;
}

// Whose sidecar answers at an address, and whether its n8n does: asked before anything is entrusted to it.
import { base64url } from "jose";
import { z } from "zod";

export interface Health {
  ok: boolean;
  enrolled: boolean;
  workspaceId: string | null;
  /** Why it is not ready, when it says so. */
  problem: string | null;
}

export interface Handshake {
  /** Null when nobody answers. */
  health(url: string): Promise<Health | null>;
  /** Null when nobody answers. */
  challenge(url: string, workspaceId: string, signKey: unknown): Promise<ChallengeAnswer | null>;
}

export interface ChallengeAnswer {
  /** The nonce came back signed by this key for this workspace. */
  proven: boolean;
  engineReady: boolean;
  /** Whole seconds that the sidecar's clock is ahead of this one, less than 0: behind; null unless it proved itself. */
  aheadS: number | null;
}

const TIMEOUT_MS = 5_000;

const healthSchema = z.object({
  ok: z.boolean(),
  enrolled: z.boolean(),
  workspace_id: z.string().nullish(),
  problem: z.string().nullish(),
});
const challengeSchema = z.object({
  workspace_id: z.string(),
  nonce: z.string(),
  signature: z.string(),
  engine_ready: z.boolean(),
});

const decode = (part: string | undefined): unknown =>
  JSON.parse(new TextDecoder().decode(base64url.decode(part ?? "")));

/** The claims of a compact Ed25519 JWS of a challenge; undefined unless this key signed it. */
async function claimsOf(signature: string, signKey: unknown): Promise<unknown> {
  try {
    const [header, payload, signed] = signature.split(".");
    const { alg, typ } = decode(header) as { alg?: unknown; typ?: unknown };
    if (alg !== "EdDSA" || typ !== "genesis-challenge") return undefined;
    const { kty, crv, x } = signKey as JsonWebKey;
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", false, ["verify"]);
    const bytes = new Uint8Array(base64url.decode(signed ?? ""));
    const statement = new TextEncoder().encode(`${header}.${payload}`);
    return (await crypto.subtle.verify("Ed25519", key, bytes, statement)) ? decode(payload) : undefined;
  } catch {
    return undefined;
  }
}

/** It was signed at some moment of a whole second, between question and answer: nothing is made of what that explains. */
function aheadOf(iat: number, askedAt: number, answeredAt: number): number {
  if (iat > answeredAt) return Math.floor(iat - answeredAt);
  return iat + 1 < askedAt ? 0 - Math.floor(askedAt - iat - 1) : 0;
}

export function createHandshake(send: typeof fetch = fetch, now: () => number = Date.now): Handshake {
  async function ask<T>(schema: z.ZodType<T>, url: string, init?: RequestInit): Promise<T | null> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await send(url, { ...init, redirect: "error", signal });
      return schema.safeParse(await response.json()).data ?? null;
    } catch {
      return null;
    }
  }
  return {
    async health(url) {
      const said = await ask(healthSchema, `${url}/api/health`);
      if (!said) return null;
      const { ok, enrolled, workspace_id = null, problem = null } = said;
      return { ok, enrolled, workspaceId: workspace_id, problem };
    },
    async challenge(url, workspaceId, signKey) {
      const nonce = base64url.encode(crypto.getRandomValues(new Uint8Array(24)));
      const askedAt = now();
      const said = await ask(challengeSchema, `${url}/api/challenge`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ nonce }),
      });
      if (!said) return null;
      const answeredAt = now();
      const claims = (await claimsOf(said.signature, signKey)) as
        | { workspace_id?: unknown; nonce?: unknown; iat?: unknown }
        | undefined;
      const proven = claims?.workspace_id === workspaceId && claims.nonce === nonce;
      const iat = proven && typeof claims.iat === "number" ? claims.iat : null;
      const aheadS = iat === null ? null : aheadOf(iat, askedAt / 1000, answeredAt / 1000);
      return { proven, engineReady: said.engine_ready, aheadS };
    },
  };
}

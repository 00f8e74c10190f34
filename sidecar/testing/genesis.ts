// Genesis as the sidecar meets it, for tests: enrolment, heartbeats and node events with their signatures checked.
import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { type CryptoKey, compactVerify, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { sha256Hex } from "../src/auth/keys.ts";

export interface NodeEvent {
  readonly seq: number;
  readonly execution_id: string;
  readonly event_type: string;
  readonly node_name?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface GenesisStandIn {
  readonly url: string;
  readonly token: string;
  readonly workspaceId: string;
  readonly signer: CryptoKey;
  readonly kid: string;
  /** The public half that a sidecar is given at enrolment. */
  readonly trustedKey: JWK;
  /** The sidecar's public keys, when it has enrolled. */
  keys: { sign: JWK; seal: JWK } | undefined;
  readonly heartbeats: Record<string, unknown>[];
  readonly events: NodeEvent[];
  /** Requests whose signature did not hold. */
  readonly forged: string[];
  /** The next so many answers of this status instead of doing anything. */
  failNext: { count: number; status: number };
  /** What the next heartbeats are told to trust. */
  announcedKeys: JWK[] | undefined;
  enrolments: number;
  stop(): Promise<void>;
}

export async function startGenesis(): Promise<GenesisStandIn> {
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const kid = "genesis-1";
  const publicJwk = { ...(await exportJWK(publicKey)), kid };
  const app = new Hono();
  const standIn = {
    token: randomUUID(),
    workspaceId: randomUUID(),
    signer: privateKey as CryptoKey,
    kid,
    trustedKey: publicJwk as JWK,
    keys: undefined as GenesisStandIn["keys"],
    heartbeats: [] as Record<string, unknown>[],
    events: [] as NodeEvent[],
    forged: [] as string[],
    failNext: { count: 0, status: 503 },
    announcedKeys: undefined as JWK[] | undefined,
    enrolments: 0,
  };

  app.use(async (c, next) => {
    if (standIn.failNext.count === 0) return next();
    standIn.failNext.count -= 1;
    return c.body(null, standIn.failNext.status as 503);
  });
  app.post("/fleet/enrol", async (c) => {
    const body = await c.req.json();
    if (body.token !== standIn.token) return c.json({ error: "no", code: "invalid_token" }, 401);
    if (body.sign_key.d || body.seal_key.d) throw new Error("a private key left the sidecar");
    standIn.enrolments += 1;
    standIn.keys = { sign: body.sign_key, seal: body.seal_key };
    return c.json({ workspace_id: standIn.workspaceId, genesis_keys: { keys: [publicJwk] } });
  });
  async function signedBody(path: string, text: string, signature: string | undefined) {
    try {
      const key = await importJWK(standIn.keys?.sign as JWK, "EdDSA");
      const { payload } = await compactVerify(signature ?? "", key, { algorithms: ["EdDSA"] });
      const claims = JSON.parse(new TextDecoder().decode(payload));
      const isFresh = Math.abs(Date.now() / 1000 - claims.iat) < 60;
      if (claims.workspace_id === standIn.workspaceId && claims.body_sha256 === sha256Hex(text) && isFresh)
        return JSON.parse(text);
    } catch {
      // counted below
    }
    standIn.forged.push(path);
    return undefined;
  }
  for (const path of ["/fleet/heartbeat", "/execution-events"]) {
    app.post(path, async (c) => {
      const body = await signedBody(path, await c.req.text(), c.req.header("x-genesis-signature"));
      if (!body) return c.json({ error: "no", code: "invalid_signature" }, 401);
      if (path === "/execution-events") standIn.events.push(...body.events);
      else standIn.heartbeats.push(body);
      const keys = standIn.announcedKeys;
      return c.json({ ok: true, ...(keys ? { genesis_keys: { keys } } : {}) });
    });
  }
  const server = await new Promise<Server>((done) => {
    const made = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => done(made as Server));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(standIn, {
    url,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
}

// A sidecar as the functions meet it: keys of its own, and reports signed with them.
import { createHash, randomBytes } from "node:crypto";
import { base64url, CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK } from "jose";
import { post, type RealStack } from "../_shared/testing/real-stack.ts";

export interface TestSidecar {
  sign_key: JWK;
  seal_key: JWK;
  privateKey: CryptoKey;
}

export async function newSidecar(): Promise<TestSidecar> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
  const sign_key = { ...(await exportJWK(publicKey)), kid: "made by the sidecar", use: "sig" };
  const seal_key: JWK = { kty: "OKP", crv: "X25519", x: base64url.encode(randomBytes(32)) };
  return { sign_key, seal_key, privateKey };
}

/** Issues an enrolment token and gives it in clear. */
export async function enrolmentToken(
  { sql }: Pick<RealStack, "sql">,
  workspaceId: string,
  lifeS = 60,
): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  const hash = createHash("sha256").update(token).digest("hex");
  const expires = new Date(Date.now() + lifeS * 1000);
  const [row] =
    await sql`select genesis.enrol_token_new(${workspaceId}::uuid, ${hash}, ${expires}) as outcome`;
  if (row?.outcome.status !== 200) throw new Error(JSON.stringify(row?.outcome));
  return token;
}

/** A signed POST; `claims` in the place of the right ones, `sent` in the place of the signed body. */
export async function report(
  path: string,
  by: TestSidecar,
  body: Record<string, unknown>,
  { claims = {}, sent = body }: { claims?: Record<string, unknown>; sent?: Record<string, unknown> } = {},
): Promise<Request> {
  const said = {
    workspace_id: body.workspace_id,
    iat: Math.floor(Date.now() / 1000),
    sha256: createHash("sha256").update(JSON.stringify(body)).digest("hex"),
    ...claims,
  };
  const signature = await new CompactSign(new TextEncoder().encode(JSON.stringify(said)))
    .setProtectedHeader({ alg: "EdDSA" })
    .sign(by.privateKey);
  return post(path, sent, { "x-genesis-signature": signature });
}

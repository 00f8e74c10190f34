// Against the stack's PostgREST and PostgreSQL.
import { createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRequireCron, createSigningKeys } from "../_shared/auth/mod.ts";
import { createMachineRpc, type Rpc } from "../_shared/db/client.ts";
import { post, type RealStack, realStack } from "../_shared/testing/real-stack.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { type AuditDeps, createAuditHandler } from "./handler.ts";
import { createPost } from "./post.ts";

let real: RealStack;
beforeAll(() => {
  real = realStack();
});
afterAll(() => real?.close());

const notes: Record<string, unknown>[] = [];
const make = (over: Partial<AuditDeps> = {}) =>
  createAuditHandler({
    rpc: createMachineRpc(real.settings),
    keys: createSigningKeys(real.settings),
    cron: createRequireCron(real.settings),
    background: async (work) => void (await work),
    note: (line) => notes.push(line),
    log: () => {},
    ...over,
  });
const kick = (via = make(), secret = real.settings.required("CRON_SECRET")) =>
  via(post("audit", {}, { "x-cron-secret": secret }));

/** Verifies with Node's own Ed25519, not with the code that signed. */
function isSignedByUs({
  statement,
  signature,
  kid,
}: Pick<Checkpoint, "statement" | "signature" | "kid">): boolean {
  const { keys } = JSON.parse(real.settings.required("GENESIS_SIGNING_KEYS"));
  const { kty, crv, x } = keys.find((key: { kid: string }) => key.kid === kid);
  const key = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
  return verify(null, Buffer.from(statement), key, Buffer.from(signature, "base64url"));
}

describe("audit", () => {
  it("signs every head that is due, and each once", async () => {
    const { id } = await real.workspace(); // its token's issue is audited
    const posted: Checkpoint[] = [];
    const response = await kick(make({ post: async (all) => void posted.push(...all) }));
    expect(response.status).toBe(202);
    expect(notes.at(-1)).toMatchObject({ outcome: "ok", unposted: 0 });

    const [row] =
      await real.sql`select c.*, encode(c.hash, 'hex') as hex from genesis.audit_checkpoints c where workspace_id = ${id}`;
    const [head] =
      await real.sql`select seq, encode(hash, 'hex') as hex from private.audit_heads where workspace_id = ${id}`;
    expect([row?.seq, row?.hex]).toEqual([head?.seq, head?.hex]);
    const [version, workspace, seq, hash] = row?.statement.split("\n") ?? [];
    expect([version, workspace, seq, hash]).toEqual([
      "genesis-audit-checkpoint-v1",
      id,
      String(head?.seq),
      head?.hex,
    ]);
    expect(isSignedByUs(row as unknown as Checkpoint)).toBe(true);
    expect(isSignedByUs({ ...(row as unknown as Checkpoint), statement: `${row?.statement} ` })).toBe(false);
    expect(posted.find((c) => c.workspace_id === id)?.signature).toBe(row?.signature);

    const again: Checkpoint[] = [];
    await kick(make({ post: async (all) => void again.push(...all) }));
    expect(again.filter((c) => c.workspace_id === id)).toEqual([]);
  });

  it("stores the checkpoint though the copy cannot be posted, and says so", async () => {
    const { id } = await real.workspace();
    const refuse = async () => {
      throw new Error("away");
    };
    expect((await kick(make({ post: refuse }))).status).toBe(202);
    expect(notes.at(-1)?.outcome).toBe("unposted");
    expect(await real.sql`select from genesis.audit_checkpoints where workspace_id = ${id}`).toHaveLength(1);
  });

  it("S13: needs the cron credential", async () => {
    for (const secret of ["", "wrong", real.stack.info.secret_key]) {
      const response = await kick(make(), secret);
      expect(response.status).toBe(401);
    }
    const session = { authorization: `Bearer ${await real.stack.sessionToken("user_root")}` };
    expect((await make()(post("audit", {}, session))).status).toBe(401);
    expect((await make()(new Request("http://functions.test/audit"))).status).toBe(405);
    expect((await make()(post("audit/more", {}))).status).toBe(404);
  });

  it("answers at once, and notes a database that is away", async () => {
    const rpc: Rpc = async () => {
      throw new Error("away");
    };
    expect((await kick(make({ rpc }))).status).toBe(202);
    expect(notes.at(-1)?.outcome).toBe("failed");
  });
});

describe("createPost", () => {
  it("tries three times, then throws", async () => {
    const statuses = [500, 503, 200];
    let tries = 0;
    const send = (async () => new Response(null, { status: statuses[tries++] })) as typeof fetch;
    await createPost("https://copies.test", send)([]);
    expect(tries).toBe(3);
    const never = (async () => new Response(null, { status: 500 })) as typeof fetch;
    await expect(createPost("https://copies.test", never)([])).rejects.toThrow("could not be posted");
  });
});

// Against the stack's PostgREST and PostgreSQL.
import { createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRequireCron, createSigningKeys } from "../_shared/auth/mod.ts";
import { createMachineRpc, type Rpc } from "../_shared/db/client.ts";
import { post, type RealStack, realStack } from "../_shared/testing/real-stack.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { type AuditDeps, createAuditHandler } from "./handler.ts";
import { postCopies } from "./post.ts";

let real: RealStack;
beforeAll(() => {
  real = realStack();
});
afterAll(() => real?.close());

const notes: Record<string, unknown>[] = [];
/** The database's, but for the receiver of copies, which is one for the whole stack (e2e/audit/copies.test.ts). */
const withoutCopies =
  (rpc: Rpc): Rpc =>
  async (name, args) =>
    name === "audit_copies_claim" ? ({ checkpoints: [] } as never) : rpc(name, args);
const make = (over: Partial<AuditDeps> = {}) =>
  createAuditHandler({
    rpc: withoutCopies(createMachineRpc(real.settings)),
    send: fetch,
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
    const response = await kick();
    expect(response.status).toBe(202);
    expect(notes.at(-1)).toMatchObject({ outcome: "ok" });

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
    await kick();
    const rows = await real.sql`select seq from genesis.audit_checkpoints where workspace_id = ${id}`;
    expect(rows).toEqual([{ seq: head?.seq }]);
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

describe("postCopies", () => {
  const copy = { workspace_id: "w", seq: 1 } as Checkpoint;
  const of = (leases: Checkpoint[][], statuses: number[]) => {
    const calls: unknown[] = [];
    const bodies: string[] = [];
    const rpc: Rpc = async (name, args) => {
      calls.push([name, args]);
      if (name !== "audit_copies_claim") return {} as never;
      return { lease: 7, checkpoints: leases.shift() ?? [] } as never;
    };
    const send = (async (_url: string, init: RequestInit) => {
      bodies.push(String(init.body));
      const status = statuses.shift() ?? 200;
      if (status === 0) throw new TypeError("refused");
      return new Response(null, { status });
    }) as typeof fetch;
    return { calls, bodies, rpc, send };
  };
  const claim = ["audit_copies_claim", { p_has_receiver: true }];
  const done = (p_posted: boolean, p_result: string) => [
    "audit_copies_done",
    { p_lease: 7, p_posted, p_result },
  ];

  it("posts lease after lease until none waits", async () => {
    const { calls, bodies, ...deps } = of([[copy], [copy, copy]], [200, 204]);
    expect(await postCopies({ ...deps, receiver: "https://copies.test" })).toEqual({ posted: 3 });
    expect(calls).toEqual([claim, done(true, "HTTP 200"), claim, done(true, "HTTP 204"), claim]);
    expect(bodies[0]).toBe(JSON.stringify({ checkpoints: [copy] }));
  });

  it.each([
    [500, "HTTP 500"],
    [302, "HTTP 302"],
    [0, "unreachable"],
  ])("stops at %s and says so", async (status, failure) => {
    const { calls, bodies: _, ...deps } = of([[copy], [copy]], [status]);
    expect(await postCopies({ ...deps, receiver: "https://copies.test" })).toEqual({ posted: 0, failure });
    expect(calls).toEqual([claim, done(false, failure)]);
  });

  it("says that there is no receiver, and posts nothing", async () => {
    const { calls, bodies, ...deps } = of([], []);
    expect(await postCopies(deps)).toEqual({ posted: 0 });
    expect(calls).toEqual([["audit_copies_claim", { p_has_receiver: false }]]);
    expect(bodies).toEqual([]);
  });
});

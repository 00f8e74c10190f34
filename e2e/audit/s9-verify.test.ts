// S9 from end to end: entries made by people over HTTP, signed by functions/audit, exported as an operator, verified
// outside; then tampered with as the database's owner, with the chain recomputed as well.
import { createPublicKey, type JsonWebKeyInput } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Verdict, verifyChain } from "../../cli/audit/chain.ts";
import { type Checkpoint, type Entry, readLine } from "../../cli/audit/format.ts";
import { signatureCheck } from "../../cli/audit/keys.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
const { sql, stack } = world;
const operator = world.asUser("user_root");
const keys = JSON.parse(stack.secrets.settings.GENESIS_SIGNING_KEYS ?? "{}") as { keys: JsonWebKey[] };
// What an auditor gets: the public halves alone.
const publicKeys = keys.keys.map((key) => ({
  ...createPublicKey({ key, format: "jwk" } as JsonWebKeyInput).export({ format: "jwk" }),
  kid: (key as { kid?: string }).kid,
}));
const check = signatureCheck(JSON.stringify({ keys: publicKeys }));
let workspace: Workspace;

async function verifyOutside(): Promise<Verdict> {
  const { data, error } = await operator.rpc("admin_audit_export", { p_workspace_id: workspace.id });
  expect(error).toBeNull();
  const lines = (data as { lines: unknown[] }).lines.map((line) => readLine(JSON.stringify(line)));
  return verifyChain(
    workspace.id,
    {
      entries: lines.filter((line): line is Entry => line.type === "entry"),
      checkpoints: lines.filter((line): line is Checkpoint => line.type === "checkpoint"),
    },
    check,
  );
}

async function verifyInside(): Promise<Record<string, unknown>> {
  const { data, error } = await operator.rpc("admin_audit_verify", { p_workspace_id: workspace.id });
  expect(error).toBeNull();
  return (data as Record<string, unknown>[])[0] ?? {};
}

/** Runs statements as the tables' owner with the triggers off, and puts them back. */
const tamper = (statements: (tx: postgres.TransactionSql) => Promise<unknown>) =>
  sql.begin(async (tx) => {
    const tables = ["public.governance_audit_log", "genesis.audit_checkpoints"];
    for (const table of tables) await tx.unsafe(`alter table ${table} disable trigger audit_is_append_only`);
    await statements(tx);
    for (const table of tables)
      await tx.unsafe(`alter table ${table} enable always trigger audit_is_append_only`);
  });

const names = ["One", "Zoë & „Söhne“", "Three", "Four", "Five"];
beforeAll(async () => {
  workspace = await world.workspace();
  const owner = world.asUser(workspace.owner);
  for (const name of names) {
    const { error } = await owner.rpc("rename_workspace", { p_workspace_id: workspace.id, p_name: name });
    expect(error).toBeNull();
  }
  const secret = stack.secrets.settings.CRON_SECRET ?? "";
  const kicked = await world
    .caller()
    .send("/audit", { method: "POST", headers: { "x-cron-secret": secret }, body: {} });
  expect(kicked.status).toBe(202);
  await vi.waitFor(
    async () => expect((await verifyInside()).signed_through).toBeGreaterThanOrEqual(names.length),
    10_000,
  );
});

// The broken chain would fail the next nightly verification of the same stack.
afterAll(() =>
  tamper(async (tx) => {
    await tx`delete from public.governance_audit_log where workspace_id = ${workspace.id}`;
    await tx`delete from genesis.audit_checkpoints where workspace_id = ${workspace.id}`;
    await tx`delete from private.audit_heads where workspace_id = ${workspace.id}`;
  }),
);

describe("S9 the audit log outside the database", () => {
  it("S9 an untouched chain is sound inside and outside, and signed to its end", async () => {
    expect(await verifyInside()).toMatchObject({ ok: true, problem: null });
    const verdict = await verifyOutside();
    expect(verdict).toMatchObject({ ok: true, problem: null });
    expect(verdict.entries).toBeGreaterThanOrEqual(names.length);
    expect(verdict.signed_through).toBe(verdict.entries);
  });

  it("S9 supabase-js cannot change an entry, with any key", async () => {
    for (const client of [world.asAnon(), world.asUser(workspace.owner), operator, world.asMachine()]) {
      const log = () => client.from("governance_audit_log");
      const answers = [
        await log().update({ reason: "x" }).eq("workspace_id", workspace.id),
        await log().delete().eq("workspace_id", workspace.id),
        await log().insert({ workspace_id: workspace.id, seq: 99, actor_id: "x", action: "x" }),
      ];
      expect(answers.map((answer) => answer.error?.code)).toEqual(["42501", "42501", "42501"]);
    }
  });

  it("S9 a chain recomputed by the database's owner betrays itself by the signed checkpoint", async () => {
    await tamper(async (tx) => {
      await tx`update public.governance_audit_log set reason = 'never' where workspace_id = ${workspace.id} and seq = 2`;
      await tx.unsafe(`do $$
        declare v_row public.governance_audit_log; v_prev bytea;
        begin
          for v_row in select * from public.governance_audit_log where workspace_id = '${workspace.id}' and seq >= 2 order by seq loop
            v_row.prev_hash := coalesce(v_prev, v_row.prev_hash);
            v_prev := private.audit_hash(v_row);
            update public.governance_audit_log set prev_hash = v_row.prev_hash, hash = v_prev
            where workspace_id = v_row.workspace_id and seq = v_row.seq;
            update private.audit_heads set hash = v_prev where workspace_id = v_row.workspace_id;
          end loop;
        end $$`);
    });
    expect(await verifyInside()).toMatchObject({ ok: false, problem: "recomputed" });
    expect(await verifyOutside()).toMatchObject({ ok: false, problem: "recomputed" });
  });

  it("S9 a checkpoint forged to fit is refused by its signature", async () => {
    await tamper(
      (tx) => tx`
        update genesis.audit_checkpoints c set hash = l.hash,
          statement = replace(c.statement, encode(c.hash, 'hex'), encode(l.hash, 'hex'))
        from public.governance_audit_log l
        where c.workspace_id = ${workspace.id} and l.workspace_id = c.workspace_id and l.seq = c.seq`,
    );
    expect(await verifyInside()).toMatchObject({ ok: true }); // nobody can tell from inside …
    expect(await verifyOutside()).toMatchObject({ ok: false, problem: "bad_signature" }); // … but from outside
  });
});

// The vault over the real tables. Everything happens in one transaction that is undone: rotation and canaries concern
// every workspace, and other tests have secrets of their own.
import { randomBytes } from "node:crypto";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Rpc } from "../db/client.ts";
import { readSettings } from "../env.ts";
import { type RealStack, realStack, type TestWorkspace } from "../testing/real-stack.ts";
import { createCredentials, createVault, readMasterKeys, rotate, type Vault, VaultError } from "./mod.ts";

const newKey = () => randomBytes(32).toString("hex");
const vaultOf = (current: string, previous?: string): Vault =>
  createVault(
    readMasterKeys(
      readSettings(
        (name) => ({ ENCRYPTION_MASTER_KEY: current })[name] ?? previous,
        ["ENCRYPTION_MASTER_KEY"],
      ),
    ),
  );
const SECRET = { host: "smtp.example.com", port: 587, password: 'p"ss\n🔑' };
const [OLD, NEW] = [newKey(), newKey()];

let real: RealStack;
let mine: TestWorkspace;
let other: TestWorkspace;
beforeAll(async () => {
  real = realStack();
  [mine, other] = [await real.workspace(), await real.workspace()];
});
afterAll(() => real?.close());

class Undo extends Error {}

/** Runs with an empty vault, as the machine, and undoes all of it. */
async function inEmptyVault(work: (rpc: Rpc, tx: postgres.TransactionSql) => Promise<void>): Promise<void> {
  const run = real.sql.begin(async (tx) => {
    await tx`delete from genesis.credential_store`;
    await tx`delete from genesis.vault_canaries`;
    const rpc: Rpc = async <T>(name: string, args: Record<string, unknown>) => {
      const named = Object.keys(args).map((key, i) => `${key} => $${i + 1}`);
      await tx`set local role service_role`;
      const call = `select genesis.${name}(${named.join(", ")}) as answer`;
      const [row] = await tx.unsafe(call, Object.values(args) as postgres.ParameterOrJSON<never>[]);
      await tx`reset role`;
      return row?.answer as T;
    };
    await work(rpc, tx);
    throw new Undo();
  });
  await run.catch((error) => {
    if (!(error instanceof Undo)) throw error;
  });
}

const stored = (vault: Vault, rpc: Rpc, workspaceId = mine.id, name = "SMTP") =>
  createCredentials(rpc, vault).put({
    workspaceId,
    type: "smtp",
    name,
    secret: SECRET,
    showing: "abcdefghij1234",
    actor: mine.owner,
  });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "passed",
    (error) => (error instanceof VaultError ? error.code : String(error)),
  );
const opened = async (vault: Vault, rpc: Rpc, workspaceId = mine.id) => {
  const credentials = createCredentials(rpc, vault);
  const [first] = await credentials.list(workspaceId, ["smtp"]);
  if (!first) throw new Error("nothing is stored");
  return credentials.open(workspaceId, first);
};

describe("O4 a credential in the database", () => {
  it("O4 is read back as it was stored, and only its last four characters lie open", () =>
    inEmptyVault(async (rpc, tx) => {
      const id = await stored(vaultOf(OLD), rpc);
      expect(await opened(vaultOf(OLD), rpc)).toEqual(SECRET);
      const [row] = await tx`select * from genesis.credential_store where id = ${id}`;
      expect(row).toMatchObject({ last_four: "1234", type: "smtp", created_by: mine.owner });
      expect(JSON.stringify(row)).not.toMatch(/smtp\.example|password|abcdefghij/);
      const audit = await tx`select action, actor_id, metadata from public.governance_audit_log
        where workspace_id = ${mine.id} and action like 'credential%'`;
      expect(audit).toMatchObject([{ action: "credential_stored", actor_id: mine.owner }]);
      expect(await stored(vaultOf(OLD), rpc), "the same name replaces").toBe(id);
    }));

  it("O4 copied into another workspace it refuses to open", () =>
    inEmptyVault(async (rpc, tx) => {
      await stored(vaultOf(OLD), rpc);
      await tx`insert into genesis.credential_store (workspace_id, id, type, name, envelope, key_id, created_by)
        select ${other.id}, id, type, name, envelope, key_id, created_by from genesis.credential_store`;
      expect(await codeOf(opened(vaultOf(OLD), rpc, other.id))).toBe("does_not_open");
      expect(await opened(vaultOf(OLD), rpc)).toEqual(SECRET);
    }));
});

describe("O4 rotation", () => {
  it("O4 stops anywhere, goes on, says how many remain, and every secret still opens", () =>
    inEmptyVault(async (rpc) => {
      for (const n of [1, 2, 3]) await stored(vaultOf(OLD), rpc, mine.id, `SMTP ${n}`);
      await stored(vaultOf(OLD), rpc, other.id);
      const both = vaultOf(NEW, OLD);
      let rows = 0;
      const half = await rotate(rpc, both, { batch: 2, stop: () => rows++ === 2 });
      expect(half).toMatchObject({ resealed: 2, remaining: 2, failed: [] });
      for (const workspace of [mine, other]) expect(await opened(both, rpc, workspace.id)).toEqual(SECRET);
      expect(await rotate(rpc, both, { batch: 2 })).toMatchObject({ resealed: 2, remaining: 0 });
      expect(await rotate(rpc, vaultOf(NEW)), "again: nothing to do").toMatchObject({ resealed: 0 });
      for (const workspace of [mine, other])
        expect(await opened(vaultOf(NEW), rpc, workspace.id)).toEqual(SECRET);
      expect(await codeOf(opened(vaultOf(OLD), rpc)), "the old key is retired").toBe("wrong_master_key");
    }));

  it("O4 leaves what it cannot open, and what was replaced meanwhile", () =>
    inEmptyVault(async (rpc, tx) => {
      const id = await stored(vaultOf(OLD), rpc);
      await stored(vaultOf(OLD), rpc, other.id);
      await tx`update genesis.credential_store set workspace_id = ${mine.id}, name = 'moved' where workspace_id = ${other.id}`;
      const both = vaultOf(NEW, OLD);
      const racing: Rpc = async (name, args) => {
        if (name === "credential_reseal") await stored(vaultOf(OLD), rpc, mine.id, "SMTP");
        return rpc(name, args);
      };
      const report = await rotate(racing, both);
      expect(report).toMatchObject({ resealed: 0, remaining: 2, failed: [{ reason: "does_not_open" }] });
      const [row] = await tx`select key_id from genesis.credential_store where id = ${id}`;
      expect(row?.key_id).toBe(vaultOf(OLD).keys.current.id);
    }));
});

describe("the canary", () => {
  it("a wrong key refuses to seal, to open and to rotate", () =>
    inEmptyVault(async (rpc) => {
      await stored(vaultOf(OLD), rpc);
      const wrong = vaultOf(NEW);
      expect(await codeOf(stored(wrong, rpc))).toBe("wrong_master_key");
      expect(await codeOf(opened(wrong, rpc))).toBe("wrong_master_key");
      expect(await codeOf(rotate(rpc, wrong))).toBe("wrong_master_key");
      expect(await codeOf(rotate(rpc, vaultOf(NEW, newKey())))).toBe("wrong_master_key");
      expect(await codeOf(rotate(rpc, vaultOf(NEW, OLD)))).toBe("passed");
    }));
});

// The handler over the real PostgREST and PostgreSQL: who may, what is answered, and a token that is valid and sealed.
import { afterAll, describe, expect, it } from "vitest";
import { createRequireSession } from "../_shared/auth/mod.ts";
import { createMachineRpc } from "../_shared/db/client.ts";
import { MissingSettings } from "../_shared/env.ts";
import type { RequestLine } from "../_shared/log.ts";
import { realStack, settingsOf } from "../_shared/testing/real-stack.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { createFreezeHandler } from "./handler.ts";

const real = realStack();
afterAll(() => real.close());
const { settings, sql } = real;
const rpc = createMachineRpc(settings);
const vault = createVault(readMasterKeys(settings));
const parts = { rpc, session: createRequireSession(settings), vault: () => vault, log: () => {} };
const handler = createFreezeHandler(parts);

interface Ask {
  method?: string;
  path?: string;
  query?: string;
  body?: unknown;
  as?: string | null;
}

async function ask({ method = "POST", path = "", query = "", body, as = "user_root" }: Ask, ours = handler) {
  const headers: Record<string, string> = as
    ? { authorization: `Bearer ${await real.stack.sessionToken(as)}` }
    : {};
  const url = `http://functions.test/freeze-workspace${path}${query}`;
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await ours(new Request(url, init));
  return { status: answer.status, headers: answer.headers, json: await answer.json().catch(() => ({})) };
}

const freeze = (id: string, reason: unknown = "spam report 7", as?: string | null) =>
  ask({ body: { workspace_id: id, reason }, as });
const about = (id: string, more = "") => `?workspace_id=${id}${more}`;

describe("freeze-workspace", () => {
  it("is for operators: 401 without a session, 403 for everybody else, who learn nothing", async () => {
    const { id, owner } = await real.workspace();
    const unknown = crypto.randomUUID();
    const each = [
      { body: { workspace_id: id, reason: "x" } },
      { method: "GET", query: about(id) },
      { method: "DELETE", query: about(id) },
      { method: "DELETE", query: about(unknown) },
      { path: "/reactivate", body: { workspace_id: id, reactivate: true } },
    ];
    for (const request of each) {
      expect(await ask({ ...request, as: null })).toMatchObject({ status: 401 });
      const { status, json } = await ask({ ...request, as: owner });
      expect([status, json.code, json.error]).toEqual([403, "forbidden", "This is for operators"]);
    }
    expect((await sql`select status from public.workspaces where id = ${id}`)[0]?.status).toBe("active");
  });

  it("says what is wrong with a request", async () => {
    const { id } = await real.workspace();
    for (const reason of [undefined, "", "  ", "\n", 7, "x".repeat(501), "a\0b", "half \ud83d"]) {
      const { status, json } = await ask({ body: { workspace_id: id, reason } });
      expect([status, json.fields[0].path]).toEqual([400, "reason"]);
    }
    expect((await ask({ body: { reason: "x" } })).json.code).toBe("workspace_id_required");
    expect((await freeze(crypto.randomUUID())).status).toBe(404);
    expect((await ask({ method: "PUT", query: about(id) })).headers.get("allow")).toContain("DELETE");
    expect((await ask({ path: "/more", body: {} })).status).toBe(404);
    for (const reactivate of ["maybe", `${id},x`]) {
      const { json } = await ask({ method: "DELETE", query: about(id, `&reactivate=${reactivate}`) });
      expect(json.fields[0].path).toBe("reactivate");
    }
    const preflight = await ask({ method: "OPTIONS", as: null });
    expect(preflight.headers.get("access-control-allow-methods")).toBe("POST, GET, DELETE");
  });

  it("freezes once: 200 with what is pending, then 409; and shows it", async () => {
    const { id } = await real.workspace();
    const { status, json } = await freeze(id);
    expect(status).toBe(200);
    expect(json).toMatchObject({ epoch: 2, open_permits: [] });
    expect(json.pending).toEqual(["workflows_off", "executions_drained", "verified"]);
    expect(await freeze(id)).toMatchObject({ status: 409, json: { code: "already_frozen" } });
    const shown = await ask({ method: "GET", query: about(id) });
    expect(shown.json).toMatchObject({ frozen: true, reason: "spam report 7", frozen_by: "user_root" });
  });

  it("a freeze and an unfreeze each have a trace id: in the answer, the log's line and every command", async () => {
    const { id } = await real.workspace();
    const lines: RequestLine[] = [];
    const logged = createFreezeHandler({ ...parts, log: (line) => lines.push(line) });
    const body = { workspace_id: id, reason: "x" };
    const frozen = await ask({ body }, logged);
    const opened = await ask({ method: "DELETE", query: about(id) }, logged);
    const traces = [frozen, opened].map(({ json }) => json.trace_id);
    for (const trace of traces) expect(trace).toMatch(/^[0-9a-f]{32}$/);
    expect(traces[0]).not.toBe(traces[1]);
    expect(lines.map(({ trace_id }) => trace_id)).toEqual(traces);
    const commands = await sql`select action, trace_id from genesis.commands
      where workspace_id = ${id} order by seq`;
    expect(commands.map(({ action, trace_id }) => [action, traces.indexOf(trace_id)])).toEqual([
      ["deactivate_all_workflows", 0],
      ["stop_executions", 0],
      ["verify_frozen", 0],
      ["rotate_webhook_token", 1],
    ]);
    await ask({ body: { workspace_id: id } }, logged);
    expect(lines.at(-1)).toMatchObject({ status: 400, trace_id: undefined });
  });

  it("freezes a workspace that is busy: it waits longer for the lock than a call holds it", async () => {
    const { id } = await real.workspace();
    const { promise: taken, resolve: took } = Promise.withResolvers<void>();
    const busy = sql.begin(async (tx) => {
      await tx`select private.lock_workspaces(array[${id}::uuid])`;
      took();
      await tx`select pg_sleep(4)`;
    });
    await taken;
    const started = Date.now();
    expect((await freeze(id)).status).toBe(200);
    expect(Date.now() - started).toBeGreaterThan(3_000);
    await busy;
  }, 20_000);

  it("W4 unfreezes with a token that is valid and lies sealed in the vault, whatever lay there", async () => {
    const { id } = await real.workspace();
    const kept = createCredentials(rpc, vault);
    const secret = { token: "the-token-from-before-the-freeze-00000000" };
    await kept.put({ workspaceId: id, type: "webhook", name: "webhook", secret, actor: "t" });
    for (const epoch of [3, 5]) {
      await freeze(id);
      const { status, json } = await ask({ method: "DELETE", query: about(id) });
      expect([status, json]).toMatchObject([
        200,
        { epoch, quarantine_applied: 0, quarantine_waiting: 0, reactivating: [] },
      ]);
      const stored = await kept.list(id);
      expect(stored).toHaveLength(1);
      const { token } = await kept.open<{ token: string }>(id, stored[0] as (typeof stored)[0]);
      expect(token).toMatch(/^[0-9a-f]{64}$/);
      expect(json.webhook_token, "there is no sidecar that could tell n8n").toBe(token);
      const [row] = await sql`select webhook_token_hash = sha256(${Buffer.from(token)}) as valid
        from private.workspace_secrets where workspace_id = ${id}`;
      expect(row?.valid).toBe(true);
    }
  });

  it("W4 the vault is not touched by an unfreeze that is refused", async () => {
    const { id } = await real.workspace();
    expect(await ask({ method: "DELETE", query: about(id) })).toMatchObject({
      status: 409,
      json: { code: "not_frozen" },
    });
    await freeze(id);
    const both = [1, 2].map(() => ask({ method: "DELETE", query: about(id) }));
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
    const stored = await createCredentials(rpc, vault).list(id);
    expect(stored).toHaveLength(1);
  });

  it("freezes without a master key, and cannot unfreeze then", async () => {
    const { id } = await real.workspace();
    const bare = settingsOf(real.stack, { ENCRYPTION_MASTER_KEY: "" });
    const keyless = createFreezeHandler({ ...parts, vault: () => createVault(readMasterKeys(bare)) });
    expect(() => readMasterKeys(bare)).toThrow(MissingSettings);
    expect((await ask({ body: { workspace_id: id, reason: "x" } }, keyless)).status).toBe(200);
    const { status, json } = await ask({ method: "DELETE", query: about(id) }, keyless);
    expect([status, json.code]).toEqual([503, "not_configured"]);
    expect((await ask({ method: "DELETE", query: about(id) })).status).toBe(200);
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clerkEvent, type Delivery, signedByClerk } from "../../../e2e/support/clerk.ts";
import { createMachineRpc, type Rpc } from "../_shared/db/client.ts";
import { DatabaseError } from "../_shared/errors/mod.ts";
import { post, type RealStack, realStack, settingsOf } from "../_shared/testing/real-stack.ts";
import { createClerkWebhookHandler } from "./handler.ts";
import { createVerifyWebhook } from "./verify.ts";

let real: RealStack;
let calls: string[] = [];
const lines: Record<string, unknown>[] = [];
beforeAll(() => {
  real = realStack();
});
afterAll(() => real?.close());

function deliver(body: string, delivery: Delivery = {}, rpc?: Rpc): Promise<Response> {
  const machine = createMachineRpc(real.settings);
  const counted: Rpc = (name, args) => {
    calls.push(name);
    return (rpc ?? machine)(name, args);
  };
  const handler = createClerkWebhookHandler({
    rpc: counted,
    verify: createVerifyWebhook(real.settings),
    log: (line) => void lines.push({ ...line }),
  });
  calls = [];
  return handler(post("clerk-webhook", body, signedByClerk(real.stack, body, delivery)));
}
const message = (type: string, data: Record<string, unknown>) => JSON.stringify(clerkEvent(type, data));
const signIn = (user_id = `user_${randomUUID()}`) => message("session.created", { id: "sess_1", user_id });

describe("clerk-webhook", () => {
  it("keeps a sign-in once, whatever number of times it is delivered, at once or later", async () => {
    const user = `user_${randomUUID()}`;
    const id = `msg_${randomUUID()}`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(signIn(user), { id })));
    expect(answers.map((a) => a.status)).toEqual(Array(8).fill(200));
    const outcomes = await Promise.all(answers.map(async (a) => (await a.json()).outcome));
    expect(outcomes.toSorted()).toEqual([...Array(7).fill("repeat"), "stored"]);
    const rows = await real.sql`select svix_id, ip_address from public.login_audit where user_id = ${user}`;
    expect(rows).toEqual([{ svix_id: id, ip_address: "203.0.113.9" }]);
  });

  it("passes over what it has no use for, without a word to the database", async () => {
    for (const type of ["sms.created", "session.pending", "constructor", ""]) {
      const answer = await deliver(message(type, {}));
      expect([answer.status, await answer.json()]).toEqual([200, { ok: true, outcome: "ignored" }]);
      expect(calls).toEqual([]);
    }
    expect(await (await deliver(JSON.stringify({ hello: "world" }))).json()).toEqual({
      ok: true,
      outcome: "ignored",
    });
  });

  it("takes a deleted person's memberships in the same call, and none comes back", async () => {
    const { id, owner } = await real.workspace();
    const answer = await deliver(message("user.deleted", { id: owner, deleted: true }));
    expect([answer.status, calls]).toEqual([200, ["clerk_event"]]);
    const members = await real.sql`select user_id from public.user_workspaces where workspace_id = ${id}`;
    expect(members).toEqual([]);
    const late = await deliver(
      message("user.updated", { id: owner, updated_at: Date.now(), email_addresses: [] }),
    );
    expect(await late.json()).toEqual({ ok: true, outcome: "overtaken" });
  });

  it("asks Svix to come again when the database is away", async () => {
    const nowhere = createMachineRpc(settingsOf(real.stack, { SUPABASE_URL: "http://127.0.0.1:9" }));
    const failing = (code: string, status: number) => async () => {
      throw new DatabaseError({ code }, status);
    };
    for (const rpc of [nowhere, failing("55P03", 500), failing("PGRST000", 503), failing("57P01", 500)]) {
      const answer = await deliver(signIn(), {}, rpc);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    }
  });

  it("says in Clerk's page what is wrong with a message that names nobody", async () => {
    const answer = await deliver(message("session.created", { id: "sess_1" }));
    expect([answer.status, calls]).toEqual([400, []]);
    expect(await answer.json()).toMatchObject({ code: "invalid_field", fields: [{ path: "user_id" }] });
    expect((await deliver("[]")).status).toBe(400);
    expect((await deliver("{")).status).toBe(400);
  });

  it("judges the signature before anything that the body says", async () => {
    const forged = { secret: `whsec_${Buffer.from("another secret").toString("base64")}` };
    for (const body of [signIn(), "{", ""]) {
      const answer = await deliver(body, forged);
      expect([answer.status, (await answer.json()).code, calls]).toEqual([
        401,
        "invalid_webhook_signature",
        [],
      ]);
    }
    expect((await deliver(signIn(), { at: new Date(Date.now() - 301_000) })).status).toBe(401);
    expect((await deliver(" ".repeat(2_000_000))).status).toBe(413);
  });

  it("logs neither address nor person nor body", async () => {
    const user = `user_${randomUUID()}`;
    await deliver(signIn(user));
    expect(lines.at(-1)).toMatchObject({ function: "clerk-webhook", status: 200, outcome: "stored" });
    expect(JSON.stringify(lines.at(-1))).not.toMatch(new RegExp(`${user}|203\\.0\\.113\\.9|Mozilla`));
  });

  it.each(["GET", "PUT", "DELETE"])("has no %s", async (method) => {
    const handler = createClerkWebhookHandler({
      rpc: async () => ({}) as never,
      verify: createVerifyWebhook(real.settings),
      log: () => {},
    });
    expect((await handler(new Request("http://f.test/clerk-webhook", { method }))).status).toBe(405);
  });
});

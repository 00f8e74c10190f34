// W5 over HTTP: what Svix delivers, and what somebody else would.
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { clerkEvent, type Delivery, signedByClerk } from "../support/clerk.ts";
import type { Answer } from "../support/http.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
let workspace: Workspace;
beforeAll(async () => {
  workspace = await world.workspace();
});

const message = (type: string, data: Record<string, unknown>) => JSON.stringify(clerkEvent(type, data));
const deliver = (body: string, delivery: Delivery = {}, sent: string | Buffer = body): Promise<Answer> =>
  world.caller().send("/clerk-webhook", { headers: signedByClerk(world.stack, body, delivery), body: sent });
const logins = (user: string) =>
  world.sql`select svix_id, event_type, email, ip_address, user_agent, created_at from public.login_audit where user_id = ${user} order by created_at, event_type`;

describe("W5", () => {
  it("W5 a signed session.created is one row of login_audit, delivered again none more", async () => {
    const [user, id] = [`user_${randomUUID()}`, `msg_${randomUUID()}`];
    const body = message("session.created", { id: "sess_w5", user_id: user });
    expect((await deliver(body, { id })).json).toEqual({ ok: true, outcome: "stored" });
    const again = await deliver(body, { id, at: new Date(Date.now() - 60_000) });
    expect([again.status, again.json.outcome]).toEqual([200, "repeat"]);
    expect(await logins(user)).toEqual([
      {
        svix_id: id,
        event_type: "session.created",
        email: null,
        ip_address: "203.0.113.9",
        user_agent: "Mozilla/5.0 (Test)",
        created_at: new Date(Date.UTC(2026, 10, 23, 8)),
      },
    ]);
  });

  it("W5 forged, stale, re-encoded and unsigned ones are 401 and nothing is kept", async () => {
    const user = `user_${randomUUID()}`;
    const body = message("session.created", { id: "sess_w5", user_id: user });
    const secret = `whsec_${Buffer.from(randomUUID()).toString("base64")}`;
    const answers = [
      await deliver(body, { secret }),
      await deliver(body, { at: new Date(Date.now() - 310_000) }),
      await deliver(body, { at: new Date(Date.now() + 310_000) }),
      await deliver(body, {}, JSON.stringify(JSON.parse(body), null, 1)),
      await deliver(body, {}, body.replace(user, `user_${randomUUID()}`)),
      await deliver(body, {}, Buffer.from(body, "utf16le")),
      await world.caller().send("/clerk-webhook", { body }),
    ];
    expect(answers.map((a) => [a.status, a.json.code])).toEqual(
      answers.map(() => [401, "invalid_webhook_signature"]),
    );
    expect(await logins(user)).toEqual([]);
  });

  it("W5 while the secret is replaced, either signature will do", async () => {
    const user = `user_${randomUUID()}`;
    const body = message("session.created", { id: "sess_w5", user_id: user });
    const headers = signedByClerk(world.stack, body);
    const { "svix-signature": right } = headers;
    headers["svix-signature"] = `v1,${"A".repeat(43)}= v2,${"B".repeat(43)}= ${right}`;
    expect((await world.caller().send("/clerk-webhook", { headers, body })).status).toBe(200);
    expect(await logins(user)).toHaveLength(1);
  });

  it("W5 a body beyond the limit is 413", async () => {
    expect((await deliver(" ".repeat(1_100_000))).status).toBe(413);
  });

  it("W5 a person's messages in any order end the same; operators alone read the logins", async () => {
    const user = `user_${randomUUID()}`;
    const state = (updated_at: number, email: string) => ({
      id: user,
      updated_at,
      primary_email_address_id: "idn_1",
      email_addresses: [{ id: "idn_1", email_address: email, verification: { status: "verified" } }],
    });
    await deliver(message("session.created", { id: "sess_w5", user_id: user }));
    await deliver(message("user.updated", state(2_000, `new-${user}@example.com`)));
    await deliver(message("user.created", state(1_000, `old-${user}@example.com`)));
    const [known] = await world.sql`select email from public.users where user_id = ${user}`;
    expect(known?.email).toBe(`new-${user}@example.com`);
    expect((await logins(user))[0]).toMatchObject({
      event_type: "session.created",
      email: `new-${user}@example.com`,
    });
    const seen = async (who: string) =>
      (await world.asUser(who).from("login_audit").select("user_id").eq("user_id", user)).data?.length;
    expect([await seen("user_root"), await seen(workspace.owner), await seen(user)]).toEqual([3, 0, 0]);
  });

  it("W5 somebody deleted in Clerk sees nothing from the next request on", async () => {
    const seen = async () =>
      (await world.asUser(workspace.owner).from("workspaces").select("id").eq("id", workspace.id)).data
        ?.length;
    expect(await seen()).toBe(1);
    expect((await deliver(message("user.deleted", { id: workspace.owner, deleted: true }))).status).toBe(200);
    expect(await seen()).toBe(0);
    expect((await world.asUser(workspace.owner).rpc("sign_in")).error?.code).toBe("PT403");
  });
});

// Consent of Google: state signed, once, for ten minutes, finished by who began it; the verifier stays in the database.
// Long: one consent can go wrong in many ways.
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { ask, lines, member, real } from "./testing.ts";
import { begin, finish, GOOGLE, google, REDIRECT, SCOPE, stateFor, TOKEN } from "./testing-google.ts";

let w: TestWorkspace;
beforeAll(async () => {
  w = await real.workspace();
});

describe("consent", () => {
  it("asks with state and PKCE, and stores the token sealed under the account's name", async () => {
    const { asked, handler } = google();
    const query = await begin(w);
    expect(Object.fromEntries(query)).toMatchObject({
      client_id: GOOGLE.GOOGLE_OAUTH_CLIENT_ID,
      redirect_uri: REDIRECT,
      response_type: "code",
      scope: SCOPE,
      access_type: "offline",
      code_challenge_method: "S256",
    });
    const answer = await finish(handler, query.get("state") ?? "", w);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body.credential).toMatchObject({ type: "google_oauth2", name: "Gmail", last_four: null });
    const sent = Object.fromEntries(asked[0] ?? []);
    expect(sent).toMatchObject({
      grant_type: "authorization_code",
      code: "the-code",
      redirect_uri: REDIRECT,
    });
    const challenge = createHash("sha256")
      .update(sent.code_verifier ?? "")
      .digest("base64url");
    expect(challenge).toBe(query.get("code_challenge"));
    expect(query.toString(), "the browser never sees the verifier").not.toContain(sent.code_verifier);

    const credentials = createCredentials(
      createMachineRpc(real.settings),
      createVault(readMasterKeys(real.settings)),
    );
    const [sealed] = await credentials.list(w.id, ["google_oauth2"]);
    expect(await credentials.open(w.id, sealed as NonNullable<typeof sealed>)).toMatchObject({
      client_id: GOOGLE.GOOGLE_OAUTH_CLIENT_ID,
      access_token: TOKEN.access_token,
      refresh_token: TOKEN.refresh_token,
      expiry_date: expect.any(Number),
    });
    const seen = JSON.stringify([answer.body, lines]);
    for (const secret of [
      TOKEN.access_token,
      TOKEN.refresh_token,
      GOOGLE.GOOGLE_OAUTH_CLIENT_SECRET,
      "the-code",
    ])
      expect(seen).not.toContain(secret);
  });

  it("works once, for ten minutes, for who began it, in that workspace", async () => {
    const { asked, handler } = google();
    const state = await stateFor(w);
    const admin = await member(w, "admin");
    const expired = { status: 409, body: { code: "consent_expired" } };
    expect(await finish(handler, state, w, admin), "another admin").toMatchObject(expired);
    const other = await real.workspace();
    expect(await finish(handler, state, other), "another workspace").toMatchObject(expired);
    expect(await finish(handler, `${state}x`, w), "changed").toMatchObject(expired);
    expect((await finish(handler, state, w)).status).toBe(200);
    expect(await finish(handler, state, w), "twice").toMatchObject(expired);
    const late = await stateFor(w);
    await real.sql`update genesis.google_oauth_states set expires_at = now() - interval '1 s' where workspace_id = ${w.id}`;
    expect(await finish(handler, late, w), "late").toMatchObject(expired);
    const first = await stateFor(w);
    await begin(w);
    expect(await finish(handler, first, w), "overtaken by a second try").toMatchObject(expired);
    expect(asked, "Google was asked once").toHaveLength(1);
  });

  it("who lost the role meanwhile stores nothing", async () => {
    const { handler } = google();
    const admin = await member(w, "admin");
    const state = await stateFor(w, admin);
    await real.sql`update public.user_workspaces set role = 'member' where user_id = ${admin}`;
    expect((await finish(handler, state, w, admin)).status).toBe(403);
  });

  it.each([
    ["Google refuses", () => Response.json({ error: "invalid_grant" }, { status: 400 }), 502],
    ["a scope was unticked", () => Response.json({ ...TOKEN, scope: "openid" }), 502],
    ["no refresh token came", () => Response.json({ ...TOKEN, refresh_token: undefined }), 502],
    ["Google is ill", () => new Response("oops", { status: 500 }), 503],
    ["Google is away", () => Promise.reject(new TypeError("connect")), 503],
  ])("%s: nothing is stored, the stage stays", async (_, answer, status) => {
    const to = await real.workspace();
    const { handler } = google(answer);
    const state = await stateFor(to);
    expect((await finish(handler, state, to)).status).toBe(status);
    expect((await ask(handler, "GET", "/credentials", to, to.owner)).body.credentials).toEqual([]);
  });
});

// A validation says what the provider said, and marks what it was about.
import { describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import type { CredentialRow } from "./credential-desk.ts";
import { ACCOUNT, ask, onboarding, real } from "./testing.ts";

const handler = onboarding();
const store = (type: string, secret: object, w: TestWorkspace) =>
  ask(handler, "POST", "/credentials", w, w.owner, { type, name: "Main", secret });
const list = async (w: TestWorkspace): Promise<CredentialRow[]> =>
  (await ask(handler, "GET", "/credentials", w, w.owner)).body.credentials as unknown as CredentialRow[];

describe("validating", () => {
  it.each(["wrong", "expired", "unreachable", "unsupported"] as const)(
    "says %s, and marks nothing",
    async (verdict) => {
      const judged: unknown[] = [];
      const strict = onboarding(
        {},
        {
          validate: async (type, secret) => {
            judged.push([type, secret]);
            return { verdict, message: "Because." };
          },
        },
      );
      const w = await real.workspace();
      const { credential } = (await store("smtp", ACCOUNT, w)).body as unknown as {
        credential: CredentialRow;
      };
      const answer = await ask(strict, "POST", "/validate-credential", w, w.owner, { id: credential.id });
      expect(answer).toMatchObject({ status: 200, body: { verdict, message: "Because." } });
      expect(judged).toEqual([["smtp", { ...ACCOUNT, secure: true, disable_starttls: false }]]);
      expect((await list(w))[0]?.validated_at).toBeNull();
    },
  );

  it("tries what was just typed without storing it", async () => {
    const w = await real.workspace();
    const typed = { type: "smtp", secret: ACCOUNT };
    expect(await ask(handler, "POST", "/validate-credential", w, w.owner, typed)).toMatchObject({
      status: 200,
      body: { verdict: "ok" },
    });
    expect(await list(w)).toEqual([]);
  });

  it("what does not open any more asks to be stored again; a wrong master key serves nobody", async () => {
    const w = await real.workspace();
    const { credential } = (await store("smtp", ACCOUNT, w)).body as unknown as { credential: CredentialRow };
    const validate = (by: typeof handler) =>
      ask(by, "POST", "/validate-credential", w, w.owner, { id: credential.id });
    const wrongKey = onboarding({ ENCRYPTION_MASTER_KEY: "ab".repeat(32) });
    expect(await validate(wrongKey)).toMatchObject({ status: 503, body: { code: "not_configured" } });
    const sealing = await ask(wrongKey, "POST", "/credentials", w, w.owner, {
      type: "smtp",
      name: "Main",
      secret: ACCOUNT,
    });
    expect(sealing.status).toBe(503);
    await real.sql`update genesis.credential_store set envelope = jsonb_set(envelope, '{tag}', '"AAAAAAAAAAAAAAAAAAAAAA=="') where id = ${credential.id}`;
    expect(await validate(handler)).toMatchObject({ status: 409, body: { code: "conflict" } });
  });
});

// The stage "credentials" follows the vault.
import { describe, expect, it } from "vitest";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import type { CredentialRow } from "./credential-desk.ts";
import { ACCOUNT, ask, EMAIL, KEY, onboarding, real, stagesOf } from "./testing.ts";

const handler = onboarding();
const store = (type: string, secret: object, w: TestWorkspace) =>
  ask(handler, "POST", "/credentials", w, w.owner, { type, name: "Main", secret });
const list = async (w: TestWorkspace): Promise<CredentialRow[]> =>
  (await ask(handler, "GET", "/credentials", w, w.owner)).body.credentials as unknown as CredentialRow[];

describe("the stage", () => {
  it("is done while the vault holds what provider and templates ask for, and no longer", async () => {
    const w = await real.workspace();
    expect((await store("openai_api", { api_key: KEY }, w)).body.stages).toEqual({});
    await ask(handler, "POST", "/email-provider", w, w.owner, EMAIL);
    const wanted = (await ask(handler, "GET", "/progress", w, w.owner)).body
      .credentials_required as unknown as string[];
    expect(wanted).toEqual(["imap", "openai_api", "smtp"]);
    await store("smtp", ACCOUNT, w);
    expect((await store("imap", ACCOUNT, w)).body.stages).toMatchObject({ credentials: "done" });

    const gmail = await ask(handler, "POST", "/email-provider", w, w.owner, { ...EMAIL, provider: "gmail" });
    expect(gmail.body.stages, "Google's credential is missing").toEqual({ email: "done" });
    await ask(handler, "POST", "/email-provider", w, w.owner, EMAIL);
    expect(await stagesOf(w)).toMatchObject({ credentials: "done" });

    const imap = (await list(w)).find(({ type }) => type === "imap");
    const gone = await ask(handler, "DELETE", "/credentials", w, w.owner, { id: imap?.id });
    expect(gone).toMatchObject({ status: 200, body: { success: true, stages: { email: "done" } } });
    expect((await stagesOf(w)).credentials).toBeUndefined();
  });

  it("however saves race, it says what the vault holds", async () => {
    const w = await real.workspace();
    const email = (provider: string) =>
      ask(handler, "POST", "/email-provider", w, w.owner, { ...EMAIL, provider });
    await email("smtp");
    await Promise.all([
      store("smtp", ACCOUNT, w),
      store("imap", ACCOUNT, w),
      store("openai_api", { api_key: KEY }, w),
    ]);
    expect((await stagesOf(w)).credentials).toBe("done");
    const imap = (await list(w)).find(({ type }) => type === "imap");
    const race = [
      ask(handler, "DELETE", "/credentials", w, w.owner, { id: imap?.id }),
      store("smtp", ACCOUNT, w),
      email("gmail"),
      store("openai_api", { api_key: KEY }, w),
      email("smtp"),
      store("anthropic", { api_key: KEY }, w),
    ];
    expect((await Promise.all(race)).map(({ status }) => status)).toEqual(race.map(() => 200));
    expect((await stagesOf(w)).credentials, "there is no IMAP account, nor Google").toBeUndefined();
  });

  it("ignition's own credential is neither listed nor deleted", async () => {
    const w = await real.workspace();
    const credentials = createCredentials(
      createMachineRpc(real.settings),
      createVault(readMasterKeys(real.settings)),
    );
    const id = await credentials.put({
      workspaceId: w.id,
      type: "webhook",
      name: "webhook",
      secret: { token: "t" },
      actor: "system",
    });
    expect(await list(w)).toEqual([]);
    expect((await ask(handler, "DELETE", "/credentials", w, w.owner, { id })).status).toBe(404);
    expect((await ask(handler, "POST", "/validate-credential", w, w.owner, { id })).status).toBe(404);
  });
});

// S7 and the first half of O4 through the wizard: a secret goes in sealed and never shows again. Long: a secret of each
// type.
import { beforeAll, describe, expect, it } from "vitest";
import { createMachineRpc } from "../_shared/db/client.ts";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { createCredentials, createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { engineCredential } from "../ignition-step/credential-types.ts";
import type { CredentialRow } from "./credential-desk.ts";
import { ACCOUNT, ask, KEY, lines, onboarding, real } from "./testing.ts";

const handler = onboarding();
let mine: TestWorkspace;
let other: TestWorkspace;
beforeAll(async () => {
  [mine, other] = [await real.workspace(), await real.workspace()];
});

/** What every store and every test of a key was answered, good or bad. */
const answered: unknown[] = [];
const told = async (answer: ReturnType<typeof ask>) => {
  answered.push((await answer).body);
  return answer;
};
const store = (type: string, secret: object, w = mine, as = w.owner, name = "Main") =>
  told(ask(handler, "POST", "/credentials", w, as, { type, name, secret }));
const validate = (body: Record<string, unknown>, by = handler) =>
  told(ask(by, "POST", "/validate-credential", mine, mine.owner, body));
const list = async (w = mine): Promise<CredentialRow[]> =>
  (await ask(handler, "GET", "/credentials", w, w.owner)).body.credentials as unknown as CredentialRow[];

const SECRETS: [type: string, secret: Record<string, unknown>, lastFour: string | null, engine: boolean][] = [
  ["smtp", ACCOUNT, null, true],
  ["imap", { ...ACCOUNT, port: "993", disable_starttls: true }, null, true],
  ["openai_api", { api_key: KEY, url: "" }, "wxyz", true],
  ["anthropic", { api_key: KEY, url: "https://api.example.com/v1" }, "wxyz", true],
  [
    "google_oauth2",
    { client_id: "id", client_secret: "a client's secret", refresh_token: "1//refresh-token" },
    null,
    true,
  ],
  ["apify", { token: "apify_api_ABCDEFGHIJ" }, "GHIJ", false],
  ["relevance_config", { api_key: "relevance-key-1234", project: "p1" }, "1234", false],
  ["google_cse", { key: "short-key", id: "cx" }, null, false],
];

describe("storing", () => {
  it.each(SECRETS)(
    "O4 %s is read back as ignition needs it, and shows no more than it may",
    async (type, secret, lastFour, engine) => {
      const answer = await store(type, secret);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const { id } = answer.body.credential as unknown as CredentialRow;
      expect(answer.body.credential).toMatchObject({
        type,
        name: "Main",
        last_four: lastFour,
        validated_at: null,
      });

      const credentials = createCredentials(
        createMachineRpc(real.settings),
        createVault(readMasterKeys(real.settings)),
      );
      const [sealed] = await credentials.list(mine.id, [type]);
      const opened = await credentials.open<Record<string, unknown>>(
        mine.id,
        sealed as NonNullable<typeof sealed>,
      );
      for (const [name, value] of Object.entries(secret))
        expect(opened[name], name).toEqual(
          value === "" ? undefined : name === "port" ? Number(value) : value,
        );
      if (engine) expect(() => engineCredential(type, opened)).not.toThrow();
      expect(sealed?.id).toBe(id);
    },
  );

  it("plaintext is in no answer, log line, audit entry or row", async () => {
    const secrets = SECRETS.flatMap(([, secret]) => [
      secret.password,
      secret.api_key,
      secret.token,
      secret.key,
      secret.client_secret,
      secret.refresh_token,
    ]).filter((text) => typeof text === "string");
    const answers = [
      await ask(handler, "GET", "/credentials", mine, mine.owner),
      await ask(handler, "GET", "/progress", mine, mine.owner),
    ];
    const stored = (await list()).length;
    const succeeded = answered.filter((body) => (body as { success?: boolean }).success).length;
    expect([stored, succeeded], "each was stored, and its answer is looked at").toEqual([
      SECRETS.length,
      SECRETS.length,
    ]);
    await store("smtp", { ...ACCOUNT, port: 0 });
    await store("nonsense", ACCOUNT);
    // A key that was just typed, and one that is stored; taken, and refused.
    const refusing = onboarding({}, { validate: async () => ({ verdict: "wrong", message: "No." }) });
    for (const { id } of await list()) expect((await validate({ id })).body.verdict).toBe("ok");
    for (const [type, secret] of SECRETS) {
      expect((await validate({ type, secret })).body.verdict).toBe("ok");
      expect((await validate({ type, secret }, refusing)).body.verdict).toBe("wrong");
    }
    const audit = await real.sql`select * from public.governance_audit_log where workspace_id = ${mine.id}`;
    const rows = await real.sql`select * from genesis.credential_store where workspace_id = ${mine.id}`;
    expect(rows).toHaveLength(SECRETS.length);
    expect(
      audit.filter((row) => row.action === "credential_stored" && row.actor_id === mine.owner),
    ).toHaveLength(SECRETS.length);
    const everything = JSON.stringify([answers.map(({ body }) => body), answered, lines, audit, rows]);
    for (const secret of secrets) expect(everything).not.toContain(secret);
  });

  it("the same type and name replaces, and forgets that the old one was validated", async () => {
    const [before] = (await list()).filter(({ type }) => type === "openai_api");
    await ask(handler, "POST", "/validate-credential", mine, mine.owner, { id: before?.id });
    expect((await list()).find(({ id }) => id === before?.id)?.validated_at).not.toBeNull();
    const again = await store("openai_api", { api_key: "sk-another-key-0000abcd" });
    expect(again.body.credential).toMatchObject({ id: before?.id, last_four: "abcd", validated_at: null });
  });

  it("a type has room for ten: the eleventh is refused, one that is there is replaced", async () => {
    const full = await real.workspace();
    const put = (name: string) =>
      ask(handler, "POST", "/credentials", full, full.owner, { type: "apify", name, secret: { token: KEY } });
    for (let n = 1; n <= 10; n++) expect((await put(`Token ${n}`)).status).toBe(200);
    expect(await put("Token 11")).toMatchObject({ status: 409, body: { code: "too_many_credentials" } });
    expect((await put("Token 10")).status).toBe(200);
  });

  it("S7 nobody stores, lists, tests or deletes in a workspace he is no member of", async () => {
    const [first] = await list();
    for (const [method, path, body] of [
      ["GET", "/credentials", {}],
      ["POST", "/credentials", { type: "smtp", name: "Main", secret: ACCOUNT }],
      ["POST", "/validate-credential", { id: first?.id }],
      ["DELETE", "/credentials", { id: first?.id }],
    ] as const) {
      expect((await ask(handler, method, path, mine, other.owner, body)).status, `${method} ${path}`).toBe(
        403,
      );
    }
    // His own workspace opens no other's row.
    expect(
      (await ask(handler, "POST", "/validate-credential", other, other.owner, { id: first?.id })).status,
    ).toBe(404);
    expect((await ask(handler, "DELETE", "/credentials", other, other.owner, { id: first?.id })).status).toBe(
      404,
    );
    expect(await list()).toHaveLength(SECRETS.length);
  });
});

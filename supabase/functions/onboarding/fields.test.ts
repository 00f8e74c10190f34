// What is wrong with a request is named field by field. Long: a table.
import { beforeAll, describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { ask, BRAND, EMAIL, onboarding, real } from "./testing.ts";

const handler = onboarding();
let mine: TestWorkspace;
beforeAll(async () => {
  mine = await real.workspace();
});

describe("400 with the fields' names", () => {
  it.each([
    ["/brand", { company_name: " ", website: "acme", description: "a\u0000b" }, ["description"]],
    [
      "/brand",
      { company_name: " ", website: "acme" },
      ["company_name", "website", "sender_name", "postal_address"],
    ],
    [
      "/brand",
      {
        company_name: "a\tb",
        website: "javascript:alert(1)",
        logo_url: "https://a.test/\u0001",
        description: "a\u0007b",
        sender_name: "x\r\nBcc: all@x.test",
        postal_address: "\n",
      },
      ["company_name", "website", "logo_url", "description", "sender_name", "postal_address"],
    ],
    [
      "/brand",
      {
        company_name: "A",
        website: "https://a.test:99999",
        sender_name: "A\u2028B",
        postal_address: "1 Way\nTown",
      },
      ["website", "sender_name"],
    ],
    ["/brand/auto-scrape", {}, ["url"]],
    [
      "/email-provider",
      { provider: "pigeon", sender_email: "me", daily_cap: 0, window_start: "9", window_end: "25:00" },
      ["provider", "sender_email", "daily_cap", "window_start", "window_end"],
    ],
    [
      "/email-provider",
      {
        provider: "smtp",
        sender_email: "me@a.test",
        daily_cap: 1,
        window_start: "09:00",
        window_end: "08:00",
      },
      ["window_end"],
    ],
    ...[
      ".@.",
      "me@localhost",
      `${"a".repeat(300)}@acme.test`,
      `${"a".repeat(65)}@acme.test`,
      "用户@例子.广告",
      "a..b@acme.test",
    ].map((address): [string, Record<string, unknown>, string[]] => [
      "/email-provider",
      { ...EMAIL, sender_email: address, test_email: address },
      ["sender_email", "test_email"],
    ]),
    ...["\u200b", "\u202e\u200b", "\u2060", "\u3164", "—", "Acme \u202etset"].map(
      (text): [string, Record<string, unknown>, string[]] => [
        "/brand",
        { company_name: text, sender_name: text, postal_address: text },
        ["company_name", "sender_name", "postal_address"],
      ],
    ),
    ["/brand", { ...BRAND, updated_at: "yesterday" }, ["updated_at"]],
    ["/credentials", { type: "webhook", name: "x", secret: {} }, ["type"]],
    [
      "/credentials",
      { type: "smtp", name: "x", secret: { host: "h", port: 70_000, user: "u" } },
      ["secret.port", "secret.password"],
    ],
    ["/credentials", { type: "apify", name: "x\ny", secret: { token: "12345678\nx" } }, ["name"]],
    ["/credentials", { type: "apify", name: "x", secret: { token: "12345678\nx" } }, ["secret.token"]],
    [
      "/credentials",
      { type: "smtp", name: "x", secret: { host: "a.test\r\nx", port: 25, user: "u\nv", password: "p" } },
      ["secret.host", "secret.user"],
    ],
    ["/validate-credential", { id: "7" }, ["id"]],
    ["/validate-credential", {}, ["type", "secret"]],
    ["/validate-calendly", { links: [] }, ["links"]],
    ["/validate-calendly", { links: ["javascript:alert(1)"], save_anyway: true }, ["links.0"]],
    ["/infrastructure", { mode: "digitalocean" }, ["region", "size"]],
    ["/infrastructure", { mode: "digitalocean", region: "moon", size: "s-64vcpu-1tb" }, ["region", "size"]],
    ["/dns/verify", { domain: "localhost", sender: "pigeon" }, ["domain", "sender"]],
    ["/tracking/setup", { tracking_domain: "10.0.0.1" }, ["tracking_domain"]],
    ["/apify", { actor_id: "../x", input: 7 }, ["actor_id", "input"]],
    ["/progress", { stage: "brand", status: "done" }, ["stage", "status"]],
  ])("%s %j", async (path, body, paths) => {
    const answer = await ask(handler, "POST", path, mine, mine.owner, body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_field" } });
    expect((answer.body.fields as { path: string }[]).map((f) => f.path)).toEqual(paths);
  });

  it.each([
    ["o'neil+news@mail.acme.test", "東京都千代田区1-1"],
    ["a_b-c.d@xn--fiqs8s.xn--p1ai", "شارع ١"],
  ])("takes %s, and an address of letters of any script: %s", async (sender_email, postal_address) => {
    const w = await real.workspace();
    const sent = [
      await ask(handler, "POST", "/email-provider", w, w.owner, { ...EMAIL, sender_email }),
      await ask(handler, "POST", "/brand", w, w.owner, { ...BRAND, postal_address }),
    ];
    expect(sent.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("workspace_id is asked for first", async () => {
    const none = await ask(handler, "POST", "/brand", { id: "" }, mine.owner);
    expect(none).toMatchObject({ status: 400, body: { code: "workspace_id_required" } });
    const bad = await ask(handler, "GET", "/progress", { id: "acme" }, mine.owner);
    expect(bad).toMatchObject({ status: 400, body: { fields: [{ path: "workspace_id" }] } });
  });
});

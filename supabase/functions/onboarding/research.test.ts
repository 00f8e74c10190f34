// The stage "research": an Apify actor with a token that works, and the tool for Relevance AI.
import { describe, expect, it } from "vitest";
import { ACCOUNT, ask, BRAND, onboarding, real, stagesOf } from "./testing.ts";

const handler = onboarding();
const post = (path: string, body: object, by: typeof handler, to: { id: string; owner: string }) =>
  ask(by, "POST", path, to, to.owner, body as Record<string, unknown>);
const progress = async (to: { id: string; owner: string }) =>
  (await ask(handler, "GET", "/progress", to, to.owner)).body;

describe("research", () => {
  it("research wants a token that works: the workspace's own, or the operator's", async () => {
    const none = await real.workspace();
    expect(await post("/apify", {}, handler, none)).toMatchObject({
      status: 422,
      body: { code: "stage_first" },
    });
    const wrong = onboarding(
      { APIFY_TOKEN: "apify_api_operator" },
      { validate: async () => ({ verdict: "wrong", message: "Not a token." }) },
    );
    expect(await post("/apify", {}, wrong, none)).toMatchObject({
      status: 422,
      body: { code: "credential_refused", verdict: "wrong" },
    });
    const away = onboarding(
      { APIFY_TOKEN: "apify_api_operator" },
      { validate: async () => ({ verdict: "unreachable", message: "Away." }) },
    );
    expect(await post("/apify", {}, away, none)).toMatchObject({
      status: 503,
      body: { code: "provider_unavailable" },
    });
    expect(await stagesOf(none)).toEqual({});

    const tried: unknown[] = [];
    const by = onboarding(
      { APIFY_TOKEN: "apify_api_operator" },
      {
        validate: async (_, secret) => {
          tried.push(secret);
          return { verdict: "ok", message: "" };
        },
      },
    );
    await post(
      "/credentials",
      { type: "apify", name: "Apify", secret: { token: "apify_api_their_own" } },
      by,
      none,
    );
    const input = { searchStringsArray: ["dentist"], maxItems: 100 };
    expect(
      (await post("/apify", { actor_id: "compass/crawler-google-places", input }, by, none)).body.stages,
    ).toEqual({ research: "done" });
    expect(tried).toEqual([{ token: "apify_api_their_own" }]);
    expect((await progress(none)).research).toEqual({ actor_id: "compass/crawler-google-places", input });
  });

  it("the Relevance AI tool carries the brand, no key, and nothing that would become its program", async () => {
    const to = await real.workspace();
    await post("/brand", { ...BRAND, description: 'We {{steps.secret}} "quote"' }, handler, to);
    await post(
      "/credentials",
      { type: "openai_api", name: "O", secret: { api_key: ACCOUNT.password } },
      handler,
      to,
    );
    const { status, body, headers } = await ask(handler, "GET", "/relevance-tool-download", to, to.owner);
    expect(status).toBe(200);
    expect(headers.get("content-disposition")).toBe(
      `attachment; filename="genesis-research-${to.slug}.json"`,
    );
    const text = JSON.stringify(body);
    expect(text).toContain("Acme");
    expect(text).not.toContain("{{steps.secret}}");
    expect(text).not.toContain(ACCOUNT.password);
  });
});

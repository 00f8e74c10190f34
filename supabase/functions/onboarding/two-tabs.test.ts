// Two tabs on one stage: the later save does not silently take back what the earlier one wrote. Long: a table of the
// five forms.
import { describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { ask, BRAND, EMAIL, onboarding, real } from "./testing.ts";

// The operator's token, so that the research stage has one to try.
const handler = onboarding({ APIFY_TOKEN: "apify_api_OPERATORS" });
const post = (w: TestWorkspace, path: string, body: object) =>
  ask(handler, "POST", path, w, w.owner, body as Record<string, unknown>);
const readAt = async (w: TestWorkspace, stage: string): Promise<string | null> => {
  const { updated_at } = (await ask(handler, "GET", "/progress", w, w.owner)).body;
  return (updated_at as Record<string, string>)[stage] ?? null;
};

const LINK = "https://calendly.com/acme/intro";
/** Each stage that is one form: its route, what tab A saves and what tab B, and where the answer shows it. */
const FORMS: [stage: string, path: string, a: object, b: object, kept: object][] = [
  [
    "brand",
    "/brand",
    { ...BRAND, company_name: "Of tab A" },
    { ...BRAND, sender_name: "Of tab B" },
    { brand: { company_name: "Of tab A", sender_name: "Ada" } },
  ],
  [
    "email",
    "/email-provider",
    { ...EMAIL, daily_cap: 7 },
    { ...EMAIL, daily_cap: 8 },
    { email: { daily_cap: 7 } },
  ],
  [
    "calendly",
    "/validate-calendly",
    { links: [LINK] },
    { links: [`${LINK}/b`], save_anyway: true },
    { calendly_links: [LINK] },
  ],
  [
    "infrastructure",
    "/infrastructure",
    { mode: "local" },
    { mode: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" },
    { infrastructure: { mode: "local" } },
  ],
  [
    "research",
    "/apify",
    { actor_id: "apify/of-a" },
    { actor_id: "apify/of-b" },
    { research: { actor_id: "apify/of-a" } },
  ],
];

describe.each(FORMS)("%s", (stage, path, a, b, kept) => {
  it("409 for whoever read an older save, or none; what the first tab saved stands", async () => {
    const w = await real.workspace();
    const opened = await readAt(w, stage);
    expect(opened).toBeNull();
    const first = await post(w, path, { ...a, updated_at: opened });
    expect(first, JSON.stringify(first.body)).toMatchObject({ status: 200, body: { success: true } });
    expect(first.body.updated_at).toBe(await readAt(w, stage));

    const late = await post(w, path, { ...b, updated_at: opened });
    expect(late).toMatchObject({
      status: 409,
      body: { code: "conflict", error: "This stage was saved elsewhere since you opened it" },
    });
    expect((await ask(handler, "GET", "/progress", w, w.owner)).body).toMatchObject(kept);

    // The same form again, by what its own save answered; then the first one's is the older.
    const again = await post(w, path, { ...a, updated_at: first.body.updated_at });
    expect(again.status).toBe(200);
    expect((await post(w, path, { ...b, updated_at: first.body.updated_at })).status).toBe(409);
    expect((await post(w, path, b)).status, "who does not say what he read is not asked").toBe(200);
  });

  it("of many at once that read the same, one is stored", async () => {
    const w = await real.workspace();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(w, path, { ...a, updated_at: null })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  });
});

it("a skip is no save: the form that was open meanwhile is taken", async () => {
  const w = await real.workspace();
  await post(w, "/progress", { stage: "calendly", status: "skipped" });
  expect((await post(w, "/validate-calendly", { links: [LINK], updated_at: null })).status).toBe(200);
});

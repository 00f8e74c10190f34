// What each stage saves, and that a new browser finds it (O2). Long: one block a stage.
import { beforeAll, describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import type { OnboardingDeps } from "./deps.ts";
import { ask, BRAND, EMAIL, onboarding, real } from "./testing.ts";

const handler = onboarding();
let w: TestWorkspace;
beforeAll(async () => {
  w = await real.workspace();
});
const post = (path: string, body: object, by = handler, to = w) =>
  ask(by, "POST", path, to, to.owner, body as Record<string, unknown>);
const progress = async (to = w) => (await ask(handler, "GET", "/progress", to, to.owner)).body;

describe("O2 three stages", () => {
  it("are there in a new browser, as they were entered", async () => {
    const full = {
      ...BRAND,
      website: "https://acme.test",
      logo_url: null,
      description: ' Anvils, "quoted" — 🔨 ',
    };
    expect((await post("/brand", full)).body).toEqual({
      success: true,
      stages: { brand: "done" },
      updated_at: expect.any(String),
    });
    await post("/email-provider", { ...EMAIL, sender_email: " ME@Acme.test " });
    await post("/infrastructure", { mode: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" });
    const [row] = await real.sql`select * from genesis.droplet_config where workspace_id = ${w.id}`;
    expect(row).toMatchObject({ price_monthly_usd: "24.000000", updated_by: w.owner });
    expect(await progress()).toMatchObject({
      role: "owner",
      workspace: { id: w.id, slug: w.slug, status: "active" },
      stages: { brand: "done", email: "done", infrastructure: "done" },
      brand: { ...full, description: 'Anvils, "quoted" — 🔨' },
      email: { ...EMAIL, test_email: null },
      infrastructure: { mode: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" },
      offers: { google: false, entri: false, local: true },
    });
  });

  it("are saved anew, with what was taken out", async () => {
    await post("/brand", { ...BRAND, company_name: "Acme Ltd" });
    expect((await progress()).brand).toMatchObject({
      company_name: "Acme Ltd",
      website: null,
      description: null,
    });
  });
});

describe("the other stages", () => {
  it("auto-scrape passes on what was read, or that it must be typed", async () => {
    const failed = { success: false, fallbackToManual: true, reason: "not_html", message: "No page." };
    const asked: string[] = [];
    const by = onboarding(
      {},
      {
        scrape: async (url) => {
          asked.push(url);
          return failed;
        },
      },
    );
    expect(await post("/brand/auto-scrape", { url: " acme.test " }, by)).toMatchObject({
      status: 200,
      body: failed,
    });
    expect(asked).toEqual(["acme.test"]);
  });

  it("a booking link is saved when it takes bookings, or when one insists", async () => {
    const calendly: OnboardingDeps["calendly"] = async (link) =>
      link.endsWith("good")
        ? { ok: true, reason: "ok", message: "" }
        : { ok: false, reason: "not_found", message: "None." };
    const by = onboarding({}, { calendly });
    const links = ["https://calendly.com/acme/good", "https://calendly.com/acme/bad"];
    const refused = await post("/validate-calendly", { links }, by);
    expect(refused.body).toMatchObject({
      success: false,
      results: [{ ok: true }, { ok: false, reason: "not_found" }],
    });
    expect((await progress()).calendly_links).toEqual([]);
    expect((await post("/validate-calendly", { links, save_anyway: true }, by)).body).toMatchObject({
      success: true,
    });
    expect(await progress()).toMatchObject({ calendly_links: links, stages: { calendly: "done" } });
    expect((await progress()).brand, "the brand stays").toMatchObject({ company_name: "Acme Ltd" });
  });

  it("local is taken with LOCAL_MODE=true alone, and offered so", async () => {
    for (const LOCAL_MODE of ["", "1"]) {
      const by = onboarding({ LOCAL_MODE });
      expect(await post("/infrastructure", { mode: "local" }, by)).toMatchObject({
        status: 422,
        body: { code: "local_not_offered" },
      });
      expect((await ask(by, "GET", "/infrastructure", w, w.owner)).body.modes).toEqual(["digitalocean"]);
    }
    expect(await progress()).toMatchObject({ infrastructure: { mode: "digitalocean" } });
    await post("/infrastructure", { mode: "local", region: "fra1" });
    expect((await ask(handler, "GET", "/infrastructure", w, w.owner)).body).toMatchObject({
      current: { mode: "local", region: null, size: null },
      modes: ["local", "digitalocean"],
      unavailable: { digitalocean: "DigitalOcean is not available in this version yet" },
    });
  });

  it("skipping is for what launch does without, and takes nothing back", async () => {
    expect((await post("/progress", { stage: "tracking", status: "skipped" })).body.stages).toMatchObject({
      tracking: "skipped",
    });
    expect((await post("/progress", { stage: "calendly", status: "skipped" })).body.stages).toMatchObject({
      calendly: "done",
    });
    expect((await post("/progress", { stage: "email", status: "skipped" })).status).toBe(400);
  });
});

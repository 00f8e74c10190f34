// The dry run: what is missing with its stage, what will be made, and nothing written.
import { beforeAll, describe, expect, it } from "vitest";
import type { TestWorkspace } from "../_shared/testing/real-stack.ts";
import { ask, complete, launch, messages, plan, real } from "./testing.ts";

let ready: TestWorkspace;
beforeAll(async () => {
  ready = await real.workspace();
  await complete(ready);
});

describe("GET /launch/plan", () => {
  it("names everything that is missing, with the stage that supplies it", async () => {
    const w = await real.workspace();
    const before = await plan(w);
    expect(before.ready).toBe(false);
    expect(messages(before.missing)).toEqual([
      "Missing company name — complete the Brand stage",
      "Missing postal address — complete the Brand stage",
      "Missing sender name — complete the Brand stage",
      "Missing sender email — complete the Email stage",
      "Missing credentials — complete the Credentials stage",
      "Missing server — complete the Infrastructure stage",
    ]);
    await complete(w, ["imap", "openai_api"]);
    expect(messages((await plan(w)).missing)).toEqual([
      "Missing IMAP account — complete the Credentials stage",
      "Missing OpenAI key — complete the Credentials stage",
    ]);
  });

  it("says what will be made, and writes nothing", async () => {
    const made = await plan(ready);
    expect(made).toMatchObject({ ready: true, missing: [], unresolved: [], state: null });
    expect(made.makes).toMatchObject({
      droplet: { mode: "local", region: null, size: null },
      campaign: { name: "Default", group: "Default" },
    });
    expect(made.makes.partition).toMatch(/^leads_p_/);
    expect(made.makes.credentials.map(({ type }) => type)).toEqual(["imap", "openai_api", "smtp", "webhook"]);
    const workflows = Object.fromEntries(made.makes.workflows.map((workflow) => [workflow.slug, workflow]));
    expect(Object.keys(workflows)).toHaveLength(7);
    expect(workflows.email_1).toMatchObject({
      name: `[${ready.slug}] Email 1 — Default`,
      file: "workflow.smtp.json",
      cadence_minutes: 5,
      trigger: "schedule",
    });
    expect(workflows.opt_out).toMatchObject({ trigger: "webhook", cadence_minutes: null });
    expect(workflows.reply_tracker).toMatchObject({ trigger: "mail" });
    expect(made.warnings.map(({ stage }) => stage)).toEqual(["calendly", "dns", "tracking", "research"]);
    const [{ n }] =
      await real.sql`select count(*)::int as n from public.campaigns where workspace_id = ${ready.id}`;
    expect(n, "no campaign is made by looking").toBe(0);
  });

  it("a server that this installation cannot make is missing, whatever was chosen", async () => {
    expect(messages((await plan(ready, launch({ LOCAL_MODE: "" }))).missing)).toEqual([
      "A local n8n is not set up here — choose another server in the Infrastructure stage",
    ]);
    const w = await real.workspace();
    await complete(w, ["infrastructure"]);
    await real.sql`insert into genesis.droplet_config (workspace_id, mode, region, size, price_monthly_usd, updated_by)
      values (${w.id}, 'digitalocean', 'fra1', 's-2vcpu-4gb', 24, 'test')`;
    const message =
      "DigitalOcean is not available in this version yet — choose a local n8n in the Infrastructure stage";
    for (const by of [launch(), launch({ DIGITALOCEAN_API_TOKEN: "t" })]) {
      const made = await plan(w, by);
      expect(made).toMatchObject({
        ready: false,
        missing: [{ stage: "infrastructure", field: "mode", message }],
        makes: { droplet: { region: "fra1", size: "s-2vcpu-4gb", monthly_usd: 24 } },
      });
      expect(await ask("POST", "", w, w.owner, by)).toMatchObject({
        status: 422,
        body: { code: "not_ready", error: message, missing: made.missing },
      });
    }
    expect((await ask("GET", "/status", w, w.owner)).body.state).toBeNull();
  });
});

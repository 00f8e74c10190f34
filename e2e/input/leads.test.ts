import { beforeAll, describe, expect, it } from "vitest";
import { tally, times } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";
import { mutate, random } from "./odd.ts";

const world = createWorld();
const BODIES = 300;
let workspace: Workspace;
let campaign: string;
beforeAll(async () => {
  workspace = await world.workspace();
  await world.sql`select genesis.partition_create(${workspace.id})`;
  const [row] = await world.sql`
    insert into public.campaigns (workspace_id, name, status) values (${workspace.id}, 'Buyers', 'active') returning id`;
  campaign = row?.id as string;
});

const GOOD = [
  () => ({ action: "upsert", campaign_id: campaign, leads: [{ email: "a@b.test", first_name: "A" }] }),
  () => ({ action: "claim", campaign_id: campaign, purpose: "research", claimed_by: "run 1", limit: 1 }),
  () => ({ action: "lookup", email: "a@b.test" }),
  () => ({ action: "result", lead_id: "00000000-0000-4000-8000-000000000000", kind: "report", report: "…" }),
];
const NAMES = [
  "action",
  "campaign_id",
  "leads",
  "claimed_by",
  "limit",
  "email",
  "lead_id",
  "kind",
  "mails",
  "step",
  "in_reply_to",
];

describe("bad input to /leads", () => {
  it("takes what is good", async () => {
    for (const [i, make] of GOOD.slice(0, 3).entries()) {
      const answer = await world.post("/leads", workspace, make());
      expect(answer.status, `${i}: ${answer.text}`).toBe(200);
    }
  });

  it("an unknown or missing action: 400 that names it", async () => {
    for (const action of [undefined, "delete", 7, null, "__proto__", "constructor"]) {
      const answer = await world.post("/leads", workspace, { action });
      expect([answer.status, answer.json.fields], answer.text).toMatchObject([400, [{ path: "action" }]]);
    }
  });

  it("one bad lead in a batch is that row's own failure", async () => {
    const leads = [
      { email: "x@y.test" },
      { email: "nobody" },
      7,
      { email: "\ud800@z.test" },
      { email: "v@w.test" },
    ];
    const answer = await world.post("/leads", workspace, { action: "upsert", campaign_id: campaign, leads });
    expect(answer.status, answer.text).toBe(200);
    expect((answer.json.results as { status: number }[]).map((r) => r.status)).toEqual([
      200, 400, 400, 400, 200,
    ]);
  });

  it(`${BODIES} bodies with odd values: never a 5xx`, async () => {
    const next = random(7);
    const bodies = times(BODIES, (i) => mutate(next, (GOOD[i % 4] as (typeof GOOD)[0])(), NAMES));
    const answers = await Promise.all(
      bodies.map((body) => world.post("/leads", workspace, { ...body, workspace_id: workspace.id })),
    );
    console.log(`fuzz /leads: ${JSON.stringify(tally(answers))}`);
    for (const [i, { status, text }] of answers.entries()) {
      expect(status, `${i}: ${JSON.stringify(bodies[i]).slice(0, 400)} → ${text.slice(0, 300)}`).toBeLessThan(
        500,
      );
    }
    expect(tally(answers)[400]).toBeGreaterThan(10);
  });
});

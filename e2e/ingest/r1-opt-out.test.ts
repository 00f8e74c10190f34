import { describe, expect, it } from "vitest";
import { anAddress, anEvent } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();

/** Over the rate for the next call: a bucket that is empty and, dated ahead, does not fill. */
async function overTheRate(workspace: Workspace): Promise<Workspace> {
  await world.sql`
    insert into genesis.rate_limits (bucket, tokens, granted, updated_at)
    values (${`workspace:${workspace.id}`}, 0, 0, now() + interval '10 minutes')
    on conflict (bucket) do update set tokens = 0, updated_at = excluded.updated_at`;
  return workspace;
}

const suppressed = async (workspace: Workspace): Promise<string[]> => {
  const rows = await world.sql`
    select email from public.suppressions where workspace_id = ${workspace.id} and reason = 'opt_out' order by email`;
  return rows.map((row) => row.email as string);
};

describe("R1 an opt_out over the rate", () => {
  it("R1 alone: 200, and the person is suppressed", async () => {
    const workspace = await overTheRate(await world.workspace());
    const email = anAddress();
    const answer = await world.post("/events", workspace, { event_type: "opt_out", contact_email: email });
    expect(answer.status, answer.text).toBe(200);
    expect(await suppressed(workspace)).toEqual([email]);
  });

  it("R1 in a batch with others: 429 for the batch, and the opt-out is taken all the same", async () => {
    const workspace = await overTheRate(await world.workspace());
    const email = anAddress();
    const events = [anEvent(), { event_type: "opt_out", contact_email: email }, anEvent()];
    const answer = await world.post("/events", workspace, { events });
    expect([answer.status, answer.json.code]).toEqual([429, "rate_limited"]);
    expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d*$/);
    expect(await suppressed(workspace)).toEqual([email]);
    expect(await world.count("public.email_events", workspace)).toBe(1);
  });

  it("R1 a batch of nothing but opt-outs: 200 with a result each", async () => {
    const workspace = await overTheRate(await world.workspace());
    const emails = [anAddress(), anAddress()].sort();
    const events = emails.map((contact_email) => ({ event_type: "opt_out", contact_email }));
    const answer = await world.post("/events", workspace, { events });
    expect(answer.json.results, answer.text).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(await suppressed(workspace)).toEqual(emails);
  });

  it("R1 an opt_out with whatever else is wrong about it: taken, and what was dropped is named", async () => {
    const workspace = await world.workspace();
    const email = anAddress();
    const answer = await world.post("/events", workspace, {
      event_type: "opt_out",
      contact_email: email.toUpperCase(),
      campaign_id: "not a uuid",
      email_number: -3,
      event_ts: "yesterday",
      metadata: "text",
    });
    expect(answer.status, answer.text).toBe(200);
    const warned = (answer.json.warnings as { path: string }[]).map((w) => w.path).sort();
    expect(warned).toEqual(["campaign_id", "email_number", "event_ts", "metadata"]);
    expect(await suppressed(workspace)).toEqual([email]);
  });
});

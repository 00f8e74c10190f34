import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { anAddress, anEvent } from "../support/items.ts";
import { linkSigner, PERSON, TARGET } from "../support/links.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
const sign = linkSigner(world.stack);
const lead = randomUUID();
let workspace: Workspace;
const link = (kind: "c" | "o"): Promise<string> => sign(kind, workspace.id, lead);
const get = (kind: string, signed: string, headers: Record<string, string> = PERSON, method = "GET") =>
  world.caller().send(`/track/${kind}/${signed}`, { headers, method });
/** Recording goes on after the answer: what there is once nothing more comes. */
async function recorded(expected: number) {
  for (let tries = 0; tries < 60; tries++) {
    if ((await world.count("public.email_events", workspace)) >= expected) break;
    await new Promise((done) => setTimeout(done, 25));
  }
  return world.sql`select event_type, is_bot, is_test, lead_id, contact_email from public.email_events
    where workspace_id = ${workspace.id} and event_type <> 'sent' order by received_at, id`;
}

beforeAll(async () => {
  workspace = await world.workspace();
  await world.post("/events", workspace, anEvent({ lead_id: lead, contact_email: anAddress() }));
});

describe("track", () => {
  it("a click: 302 to the signed URL alone, recorded with the lead", async () => {
    const answer = await get("c", await link("c"));
    expect([answer.status, answer.headers.location]).toEqual([302, TARGET]);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(await recorded(2)).toMatchObject([{ event_type: "clicked", is_bot: false, lead_id: lead }]);
  });

  it("an open: a GIF of one pixel", async () => {
    const answer = await get("o", await link("o"));
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "image/gif"]);
    expect(answer.bytes.subarray(0, 6).toString("latin1")).toBe("GIF89a");
    expect([answer.bytes.readUInt16LE(6), answer.bytes.readUInt16LE(8)]).toEqual([1, 1]);
    expect((await recorded(3)).at(-1)).toMatchObject({ event_type: "opened" });
  });

  it("scanners and prefetchers get the same answer, are recorded as such, and are not counted", async () => {
    const bots = [
      { "user-agent": "curl/8.5" },
      { "user-agent": "Barracuda Sentinel" },
      { ...PERSON, "sec-purpose": "prefetch" },
    ];
    for (const bot of bots) expect((await get("c", await link("c"), bot)).status).toBe(302);
    expect((await get("c", await link("c"), PERSON, "HEAD")).status).toBe(302);
    expect((await recorded(7)).filter((e) => e.is_bot).length).toBe(4);
    const days = await world.sql`
      select kind, sum(n)::int as n from (
        select kind, n from private.stats_delta where workspace_id = ${workspace.id}
        union all select 'clicks', clicks from public.daily_stats where workspace_id = ${workspace.id}) as s
      where kind = 'clicks' group by kind`;
    expect(days).toEqual([{ kind: "clicks", n: 1 }]);
  });
});

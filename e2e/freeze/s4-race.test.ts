import { describe, expect, it } from "vitest";
import { type Change, commitsDuring } from "../support/commits.ts";
import type { Caller, Json } from "../support/http.ts";
import { MACHINE_ROUTES, tally, times } from "../support/items.ts";
import { createWorld, type Workspace } from "../support/world.ts";

const world = createWorld();
const CALLERS = 64;
const ROUNDS = 6;
const GUARDED = [
  "public.email_events",
  "public.llm_usage",
  "genesis.budget_reservations",
  "public.send_permits",
];
const PATHS = [...MACHINE_ROUTES.map(({ path }) => path), "/send-permit"];
const LEADS = 500;
const STEPS = 20;
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** An active campaign with leads; each body asks for a lead's step that nobody asked for before. */
async function permitAsker(workspace: Workspace): Promise<() => Json> {
  const { id } = workspace;
  const { sql } = world;
  await sql`select genesis.partition_create(${id}::uuid)`;
  await sql`insert into public.campaigns (workspace_id, id, name, status) values (${id}, ${id}, 'race', 'active')`;
  const leads = await sql`insert into genesis.leads (workspace_id, campaign_id, email)
    select ${id}, ${id}, n || '@race.test' from generate_series(1, ${LEADS}) as n returning id`;
  let asked = 0;
  return () => {
    const n = asked++;
    if (n >= LEADS * STEPS) throw new Error("more permits were asked for than there are leads and steps");
    return {
      campaign_id: id,
      step: 1 + Math.floor(n / LEADS),
      mailbox: "me@race.test",
      leads: [{ lead_id: leads[n % LEADS]?.id }],
    };
  };
}

/** 64 callers that post without a pause; each says every status it got. */
function startCallers(workspace: Workspace, callers: Caller[], permit: () => Json) {
  const statuses: { status: number; path: string }[] = [];
  let stop = false;
  const headers = { "x-webhook-token": workspace.token };
  const each = async (n: number): Promise<void> => {
    const route = MACHINE_ROUTES[n % 4];
    const path = route?.path ?? "/send-permit";
    while (!stop) {
      const body = { workspace_id: workspace.id, ...(route ? route.item({ campaign: "race" }) : permit()) };
      const { status } = await (callers[n % 8] as Caller).send(path, { headers, body });
      statuses.push({ status, path });
    }
  };
  const done = Promise.all(times(CALLERS, each));
  const finish = (): Promise<unknown> => {
    stop = true;
    return done;
  };
  return { statuses, finish };
}

async function round(
  n: number,
): Promise<{ changes: Change[]; statuses: { status: number; path: string }[] }> {
  const workspace = await world.workspace({ plan: "enterprise" });
  const race = { statuses: [] as { status: number; path: string }[] };
  const permit = await permitAsker(workspace);
  const callers = times(8, () => world.caller());
  const changes = await commitsDuring(world.sql, workspace.id, async () => {
    const running = startCallers(workspace, callers, permit);
    // Well under way, at another moment of the group commits in each round.
    while (running.statuses.length < 3 * CALLERS) await sleep(5);
    await sleep(11 * n);
    await world.freeze(workspace);
    await sleep(200);
    await running.finish();
    race.statuses = running.statuses;
  });
  return { changes, ...race };
}

describe("S4 64 callers racing a freeze", () => {
  it(`S4 in ${ROUNDS} rounds: 200 or 403, and no event, cost, reservation or permit is committed after the freeze`, async () => {
    let before = 0;
    let after403 = 0;
    for (let n = 0; n < ROUNDS; n++) {
      const { changes, statuses } = await round(n);
      const freeze = changes.findIndex(
        (c) =>
          c.table === "public.workspaces" && c.action === "UPDATE" && c.row.includes("status[text]:'frozen'"),
      );
      expect(freeze, "the freeze is in the log").toBeGreaterThan(0);

      const late = changes.slice(freeze + 1).filter((c) => GUARDED.includes(c.table));
      expect(late).toEqual([]);

      // The test is one only if all four were being written until the freeze, and refused after it.
      const early = changes.slice(0, freeze).filter((c) => c.action === "INSERT");
      for (const table of GUARDED)
        expect(
          early.some((c) => c.table === table),
          table,
        ).toBe(true);
      for (const path of PATHS) {
        expect(Object.keys(tally(statuses.filter((s) => s.path === path)))).toEqual(["200", "403"]);
      }
      const inserted = early.filter((c) => GUARDED.includes(c.table)).length;
      expect(tally(statuses)[200], "every 200 is a committed row, and no other").toBe(inserted);
      before += inserted;
      after403 += tally(statuses)[403] ?? 0;
    }
    console.log(`S4: ${before} committed before the freezes, 0 after, ${after403} answered 403`);
  });
});

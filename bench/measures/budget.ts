// 200 callers race for what is left of a nearly spent budget. What counts is what the database says afterwards, and
// at every moment in between that a reader of the row could see.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { request } from "../load/connection.ts";
import { run } from "../load/run.ts";
import type { Bench, Measure } from "../measure.ts";
import { type BenchStack, openDatabase } from "../stack.ts";

const CALLERS = 200;
const LIMIT_USD = 5;
/** Spent before the race: room for 12 of the requests below. */
const SPENT_USD = 4.5;
const EACH_USD = 0.04;

async function makeWorkspace({ sql }: BenchStack): Promise<{ id: string; token: string }> {
  const [id, token] = [randomUUID(), randomBytes(32).toString("hex")];
  await sql`insert into public.workspaces (id, slug, name, plan, created_by)
    values (${id}, ${`budget-${id.slice(0, 8)}`}, 'Budget', 'free', 'bench')`;
  const hash = createHash("sha256").update(token).digest();
  await sql`select genesis.webhook_token_set(${id}::uuid, ${hash}::bytea, interval '0')`;
  return { id, token };
}

/** Reads the row until it is told to stop; gives the most that was ever counted. */
async function watch(url: string, id: string, running: () => boolean): Promise<number> {
  const sql = openDatabase(url, 1);
  let most = 0;
  while (running()) {
    const [row] =
      await sql`select settled_usd + reserved_usd as counted from genesis.budget_periods where workspace_id = ${id}`;
    most = Math.max(most, Number(row?.counted ?? 0));
  }
  await sql.end({ timeout: 2 });
  return most;
}

async function race(stack: BenchStack, path: string, money: string, rounds: number) {
  const { id, token } = await makeWorkspace(stack);
  const post = (to: string, fields: Record<string, unknown>): Buffer =>
    request(
      `/functions/v1/cost-events${to}`,
      { "x-webhook-token": token },
      JSON.stringify({
        workspace_id: id,
        provider: "openai",
        model: "gpt-4o",
        idempotency_key: randomUUID(),
        ...fields,
      }),
    );
  const before = await run({ port: stack.port, callers: 1, requests: [post("", { cost_usd: SPENT_USD })] });
  if (before.ok !== 1) throw new Error(`The first cost was not taken: ${JSON.stringify(before.statuses)}`);
  let running = true;
  const watched = watch(stack.info.db_url, id, () => running);
  const requests = Array.from({ length: CALLERS * rounds }, () => post(path, { [money]: EACH_USD }));
  const load = await run({ port: stack.port, callers: CALLERS, requests });
  running = false;
  const seen = await watched;
  const [row] = await stack.sql`select p.settled_usd + p.reserved_usd as counted,
      (select coalesce(sum(counted_usd), 0) from public.llm_usage u where u.workspace_id = p.workspace_id) as usage,
      (select coalesce(sum(amount_usd), 0) from genesis.budget_reservations r
       where r.workspace_id = p.workspace_id and r.status = 'open') as reserved
    from genesis.budget_periods p where p.workspace_id = ${id}`;
  const counted = Math.max(seen, Number(row?.counted), Number(row?.usage) + Number(row?.reserved));
  const odd = Object.keys(load.statuses).filter((status) => status !== "200" && status !== "402");
  if (odd.length > 0) throw new Error(`Neither 200 nor 402: ${JSON.stringify(load.statuses)}`);
  return { over: Math.max(0, counted - LIMIT_USD), counted, statuses: load.statuses, seconds: load.seconds };
}

async function measure({ main, quick }: Bench) {
  const rounds = quick ? 1 : 5;
  const costs = await race(main, "", "cost_usd", rounds);
  const reservations = await race(main, "/reserve", "estimate_usd", rounds);
  return [
    {
      name: "budget",
      what: `200 racing callers, $${LIMIT_USD} a month, $${SPENT_USD} spent: dollars over the limit`,
      value: Math.max(costs.over, reservations.over),
      unit: "USD",
      target: { is: "at most", value: 0 } as const,
      details: {
        "costs: USD counted": costs.counted,
        "costs: answers": JSON.stringify(costs.statuses),
        "reservations: USD counted": reservations.counted,
        "reservations: answers": JSON.stringify(reservations.statuses),
        "requests/s": (CALLERS * rounds * 2) / (costs.seconds + reservations.seconds),
      },
    },
  ];
}

const budget: Measure = { name: "budget", about: "200 callers race for the rest of a budget", run: measure };
export default budget;

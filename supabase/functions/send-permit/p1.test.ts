// P1: two workers and a crash ask for the same leads and step. Each worker has its own connection and its own queue,
// so that the database alone decides.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealStack, realStack } from "../_shared/testing/real-stack.ts";
import { type Answer, addLead, ask, makeWorker, type Sending, sendingWorkspace } from "./testing.ts";

const LEADS = 40;
const PER_REQUEST = 10;

let real: RealStack;
let mine: Sending;
let leads: string[];
beforeAll(async () => {
  real = realStack();
  mine = await sendingWorkspace(real);
  leads = [];
  for (let n = 0; n < LEADS; n++) leads.push(await addLead(real, mine, `p1-${n}@example.com`));
});
afterAll(() => real?.close());

const rotated = (n: number) => [...leads.slice(n), ...leads.slice(0, n)];
const chunks = (all: string[]) =>
  Array.from({ length: all.length / PER_REQUEST }, (_, n) =>
    all.slice(n * PER_REQUEST, (n + 1) * PER_REQUEST).map((lead_id) => ({ lead_id })),
  );
const allowed = (answers: Answer[]) =>
  answers.flatMap(({ body }) => body.results ?? []).filter((r) => r.allow);

describe("P1 one permit each, ever", () => {
  it("P1 six workers ask for the same 40 leads at once, each in another order", async () => {
    const asked = Array.from({ length: 6 }, (_, n) => {
      const worker = makeWorker(real);
      return chunks(rotated(n * 7)).map((some) => ask(worker, mine, some));
    });
    const answers = await Promise.all(asked.flat());
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([200]));
    expect(
      allowed(answers)
        .map((r) => r.lead_id)
        .sort(),
    ).toEqual([...leads].sort());
    const rest = answers.flatMap((a) => a.body.results ?? []).filter((r) => !r.allow);
    expect(new Set(rest.map((r) => r.reason))).toEqual(new Set(["duplicate_step"]));
    expect(rest).toHaveLength(5 * LEADS);
  });

  it("P1 a worker crashes with its permits: nobody gets them again, and they are reported", async () => {
    const [some = []] = chunks(leads);
    const crashed = await ask(makeWorker(real), mine, some, { step: 2 });
    expect(allowed([crashed])).toHaveLength(PER_REQUEST);
    const ids = allowed([crashed]).map((r) => String(r.permit_id));
    expect(allowed([await ask(makeWorker(real), mine, some, { step: 2 })]), "within their life").toEqual([]);
    await real.sql`update public.send_permits set expires_at = now() - interval '1 hour' where id = any(${ids})`;
    await real.sql`select private.permits_expire()`;
    const after = await ask(makeWorker(real), mine, some, { step: 2 });
    expect(after.body.results?.map((r) => [r.reason, r.permit_status])).toEqual(
      some.map(() => ["duplicate_step", "expired"]),
    );
    const [alarm] = await real.sql`select detail from genesis.alarms
      where workspace_id = ${mine.id} and kind = 'permits_expired' and cleared_at is null`;
    expect(alarm?.detail).toMatchObject({ count: PER_REQUEST });
    expect([...(alarm?.detail.permit_ids ?? [])].sort()).toEqual([...ids].sort());
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batch, event, mine, real, send } from "./testing.ts";

describe("S15: one item that the schema passes and the database does not", () => {
  const poison = "refused by the database";
  const constraint = "only_in_this_test";
  beforeAll(() =>
    real.sql.unsafe(`alter table public.email_events add constraint ${constraint}
      check (campaign_name is distinct from '${poison}') not valid`),
  );
  afterAll(() => real.sql.unsafe(`alter table public.email_events drop constraint ${constraint}`));

  it("64 callers: 63 × 200, 1 × 400", async () => {
    const bodies = Array.from({ length: 64 }, (_, i) => event(i === 40 ? { campaign: poison } : {}));
    const answers = await Promise.all(bodies.map((body) => send({ workspace_id: mine.id, ...body })));
    expect(answers.filter((a) => a.status === 200)).toHaveLength(63);
    expect(answers[40]).toMatchObject({ status: 400, body: { code: "data_rejected" } });
    const keys = bodies.map((body) => body.idempotency_key);
    const rows = await real.sql`select from public.email_events where idempotency_key = any(${keys})`;
    expect(rows).toHaveLength(63);
  });

  it("in a batch: that item's own 400", async () => {
    const { body } = await batch(event(), event({ campaign: poison }), event());
    expect(body.results.map((r: { status: number }) => r.status)).toEqual([200, 400, 200]);
  });
});

import { describe, expect, it } from "vitest";
import { MACHINE_ROUTES, tally, times } from "../support/items.ts";
import { createWorld } from "../support/world.ts";
import { mutate, random } from "./odd.ts";

const world = createWorld();
const BODIES = 400;

describe.each(MACHINE_ROUTES)("fuzz $path", ({ path, item }) => {
  it(`${BODIES} bodies with odd values: never a 5xx, and every refusal is an error of ours`, async () => {
    const workspace = await world.workspace({ plan: "enterprise" });
    const callers = times(2, () => world.caller());
    const next = random(20_261_123);
    const bodies = times(BODIES, () => ({ workspace_id: workspace.id, ...mutate(next, item()) }));
    const answers = await Promise.all(
      bodies.map((body, i) =>
        (callers[i % 2] as (typeof callers)[0]).send(path, {
          headers: { "x-webhook-token": workspace.token },
          body: JSON.stringify(body),
        }),
      ),
    );
    console.log(`fuzz ${path}: ${JSON.stringify(tally(answers))}`);
    for (const [i, { status, json, text }] of answers.entries()) {
      const what = `${i}: ${JSON.stringify(bodies[i]).slice(0, 400)} → ${text.slice(0, 300)}`;
      expect(status, what).toBeLessThan(500);
      if (status !== 200)
        expect(json, what).toMatchObject({ error: expect.any(String), code: expect.any(String) });
      for (const result of (json.results ?? []) as { status: number }[])
        expect(result.status, what).toBeLessThan(500);
    }
    // Both kinds were met, or the test would look at nothing.
    expect(tally(answers)[200]).toBeGreaterThan(10);
    expect(tally(answers)[400]).toBeGreaterThan(10);
  });
});

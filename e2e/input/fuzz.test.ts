import { describe, expect, it } from "vitest";
import type { Json } from "../support/http.ts";
import { MACHINE_ROUTES, tally, times } from "../support/items.ts";
import { createWorld } from "../support/world.ts";
import { NAMES, ODD } from "./odd.ts";

const world = createWorld();
const BODIES = 400;

/** mulberry32: the same bodies in every run, and a failure names its number. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mutate(next: () => number, good: Json): Json {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const body: Json = { ...good };
  for (let i = 1 + Math.floor(next() * 4); i > 0; i--) {
    const name = pick(next() < 0.7 ? Object.keys(good).concat(NAMES) : NAMES);
    const value = next() < 0.15 ? times(3, () => pick(ODD)) : pick(ODD);
    if (next() < 0.1) delete body[name];
    else Object.defineProperty(body, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return body;
}

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

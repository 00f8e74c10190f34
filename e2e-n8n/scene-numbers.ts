// What the dashboard shows of it.
import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { LEADS } from "./acme.ts";
import type { Tally } from "./tally.ts";
import type { World } from "./world.ts";

export async function playNumbers({ model, stack, workspaceId }: World, { check }: Tally): Promise<void> {
  await check("the dashboard shows what happened", async () => {
    const { api_url, publishable_key } = stack.info;
    const supabase = createClient(api_url, publishable_key, {
      accessToken: () => stack.sessionToken("user_alice"),
    });
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const asked = { p_workspace_id: workspaceId, p_from_day: day(-1), p_to_day: day(1) };
    const { data, error } = await supabase.rpc("dashboard_aggregate", asked);
    assert.equal(error, null);
    const { totals, cost } = data as { totals: Record<string, number>; cost: Record<string, number> };
    const mailed = LEADS + (LEADS - 6); // step 1, and of step 2 all but five who were out and one refused
    const expected = {
      sends: mailed,
      replies: 3,
      opt_outs: 3,
      bounces: 2,
      clicks: 1, // the one link that was followed above
      complaints: 0,
      failures: 0,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, totals[key]])), expected);
    assert.equal(Number(cost.calls), model.calls.length);
    const paid = model.calls.reduce(
      (sum, call) => sum + (call.tokensIn * 0.15 + call.tokensOut * 0.6) / 1e6,
      0,
    );
    assert.ok(Math.abs(Number(cost.cost_usd) - paid) < 1e-9, `${cost.cost_usd} against ${paid}`);
  });
}

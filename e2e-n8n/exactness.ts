// What breaks templates, put through real n8n: each value in every kind of place, and read from the run's own data.
import assert from "node:assert/strict";
import { compileTemplate } from "../supabase/functions/_shared/templates/mod.ts";
import { HAZARDS, PLACES, placesTemplate } from "../supabase/functions/_shared/templates/testing.ts";
import type { N8nApi } from "./n8n-api.ts";

interface NodeRun {
  data?: { main?: ({ json: Record<string, string> }[] | null)[] };
}

async function fieldsOf(n8n: N8nApi, value: string): Promise<Record<string, string>> {
  const compiled = compileTemplate({
    template: placesTemplate(),
    provider: "smtp",
    values: { YOUR_COMPANY_NAME: value },
    credentials: {},
  });
  const id = await n8n.makeWorkflow("[test] Places", compiled.workflow);
  try {
    const done = await n8n.run(id, "Schedule");
    assert.equal(done.status, "success", done.data?.resultData?.error?.message);
    const [run] = (done.data?.resultData?.runData?.Set ?? []) as NodeRun[];
    return run?.data?.main?.[0]?.[0]?.json ?? {};
  } finally {
    await n8n.deleteWorkflow(id);
  }
}

/** Throws for the first value that is not what it was, naming where. */
export async function everyValueIsExact(n8n: N8nApi): Promise<void> {
  for (const value of HAZARDS) {
    const found = await fieldsOf(n8n, value);
    for (const [place, [, expected]] of Object.entries(PLACES))
      assert.equal(found[place], expected(value), `${place} of ${JSON.stringify(value.slice(0, 60))}`);
  }
}

// The ten files in n8n, and values that break templates.
import assert from "node:assert/strict";
import { workflowHash } from "../supabase/functions/_shared/templates/mod.ts";
import { everyValueIsExact } from "./exactness.ts";
import type { Tally } from "./tally.ts";
import { COMPANY, type World } from "./world.ts";

async function importAll(world: World): Promise<number> {
  let files = 0;
  for (const provider of ["gmail", "smtp"] as const) {
    for (const made of world.compile(provider)) {
      const isSecond = provider === "smtp" && !/^email_\d$/.test(made.slug);
      const id = await world.n8n.makeWorkflow(made.name, made.workflow);
      world.workflows[`${made.slug}.${provider}`] = id;
      const stored = await world.n8n.getWorkflow(id);
      assert.ok(!JSON.stringify(stored.nodes).includes("YOUR_"), `${made.name}: no placeholder`);
      assert.equal(workflowHash(stored), made.hash, `${made.name}: what n8n stored is what was compiled`);
      if (!isSecond) files++;
    }
  }
  return files;
}

export async function playImport(world: World, { check }: Tally): Promise<void> {
  const { sink, n8n } = world;

  await check("all ten files are taken by n8n's public API, unchanged", async () => {
    assert.equal(await importAll(world), 10);
  });

  await check("what can be activated without its mailbox is active", async () => {
    // Activated for good: nothing here waits for a schedule, and the runs below are not disturbed by one.
    for (const [slug, id] of Object.entries(world.workflows)) {
      if (slug.startsWith("reply_tracker") || slug === "opt_out.gmail") continue;
      await n8n.activate(id);
      assert.equal((await n8n.getWorkflow(id)).active, true, slug);
      if (slug !== "opt_out.smtp") await n8n.deactivate(id);
    }
  });

  await check("values that break templates arrive in n8n exactly as given, in nine kinds of place", () =>
    everyValueIsExact(n8n),
  );

  await check("nobody is mailed while there is no lead", async () => {
    const done = await n8n.run(world.workflows["email_1.smtp"] as string, "Schedule");
    const said = JSON.stringify(done.data?.resultData?.runData?.Settings);
    assert.ok(said.includes(JSON.stringify(COMPANY).slice(1, -1)), said.slice(0, 1500));
    assert.equal(sink.mails.length, 0);
  });
}

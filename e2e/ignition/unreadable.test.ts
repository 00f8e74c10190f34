// Messages that nobody can read lie in front of a launch: it goes live all the same, and operators hear of them.
import { expect, it } from "vitest";
import { createScene } from "./scene.ts";

const scene = await createScene();
const { sql } = scene.world;

it("a launch goes live behind messages that can be nothing", { timeout: 60_000 }, async () => {
  const workspace = await scene.ready();
  const stranger = "01890000-0000-7000-8000-00000000dead";
  const bad = [
    { workspace_id: "nonsense", run_id: "x", epoch: 0, step: "activating" },
    {},
    [],
    "x",
    { workspace_id: stranger, run_id: stranger, epoch: 0, step: "activating" },
  ];
  for (const message of bad) await sql`select pgmq.send('ignition', ${sql.json(message)}::jsonb)`;
  for (const message of [{ workspace_id: "nonsense" }, {}])
    await sql`select pgmq.send('commands', ${sql.json(message)}::jsonb)`;
  await scene.launch(workspace);
  expect(await scene.ended(workspace, 20_000)).toMatchObject({ status: "active" });
  await sql`select private.command_enqueue(${workspace.id}::uuid, 'stop_executions')`;
  await expect
    .poll(
      async () =>
        (await sql`select status from genesis.commands where workspace_id = ${workspace.id}`)[0]?.status,
      { timeout: 20_000 },
    )
    .toBe("done");
  const alarms =
    await sql`select dedupe_key, seen from genesis.alarms where kind = 'dead_letter' order by dedupe_key`;
  expect([...alarms]).toEqual([
    { dedupe_key: "dead_letter:commands", seen: 2 },
    { dedupe_key: "dead_letter:ignition", seen: 5 },
  ]);
});

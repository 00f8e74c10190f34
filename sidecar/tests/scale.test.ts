import { describe, expect, it } from "vitest";
import { deployment, headerCredential, schedule, webhook, workflow } from "../testing/workflows.ts";
import { startWorld, type World } from "../testing/world.ts";

const WORKSPACES = 50;
const WORKFLOWS = 7;

/** What ignition asks of a sidecar. */
async function ignite(world: World): Promise<void> {
  for (let i = 0; i < 4; i++) await world.do("INJECT_CREDENTIAL", headerCredential(`value number ${i}`));
  for (let i = 0; i < WORKFLOWS; i++) {
    const path = `genesis-scale-${i}`;
    const body = workflow(i % 2 === 0 ? schedule() : webhook(path));
    const { n8n_id } = await world.do("DEPLOY_WORKFLOW", deployment(body));
    const probe = i % 2 === 0 ? { kind: "schedule" } : { kind: "webhook", path };
    await world.do("ACTIVATE_WORKFLOW", { n8n_id, probe });
  }
}

describe(`${WORKSPACES} workspaces at once`, () => {
  it("ignite without one failing or doubling", { timeout: 120_000 }, async () => {
    const worlds = await Promise.all(Array.from({ length: WORKSPACES }, () => startWorld()));
    try {
      await Promise.all(worlds.map(ignite));
      for (const { sidecar } of worlds) {
        const { workflows, credentials } = sidecar.simulator?.state ?? { workflows: [], credentials: [] };
        expect([workflows.length, credentials.length]).toEqual([WORKFLOWS, 4]);
        expect(workflows.every((w) => w.active && w.publication === "published")).toBe(true);
      }
    } finally {
      await Promise.all(worlds.map((world) => world.stop()));
    }
  });
});

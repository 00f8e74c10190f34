// A live workspace of the fleet with executions under way, and what minutes of waiting would bring.
import { expect } from "vitest";
import type { Scene } from "../ignition/scene.ts";
import type { Workspace } from "../support/world.ts";
import { on, running, startExecutions } from "./engine.ts";

export const EXECUTIONS = 3;
export const WORKFLOWS = 7;
const NUDGE_EVERY_MS = 5_000;

export interface Live {
  /** Ignited, its workflows on, three executions that go on for minutes. */
  workspace(): Promise<Workspace>;
  /** Whatever waits for a retry, or was left by a dead process, is due, and the function is called. */
  minutesLater(workspace: Workspace): Promise<void>;
}

export function createLive(scene: Scene): Live {
  const { fleet, world } = scene;
  const { sql } = world;
  return {
    async workspace() {
      const workspace = await scene.ready();
      await scene.launch(workspace);
      let next = Date.now() + NUDGE_EVERY_MS;
      const ended = await scene.ended(workspace, 60_000, async () => {
        if (Date.now() < next) return;
        next = Date.now() + NUDGE_EVERY_MS;
        await scene.nudge(workspace);
      });
      expect(ended).toMatchObject({ status: "active" });
      expect(on(fleet, workspace)).toHaveLength(WORKFLOWS);
      const [campaign] = await sql`select id from public.campaigns where workspace_id = ${workspace.id}`;
      await startExecutions(fleet, workspace, String(campaign?.id), EXECUTIONS);
      expect(running(fleet, workspace)).toBe(EXECUTIONS);
      return workspace;
    },
    async minutesLater({ id }) {
      await sql.begin(async (tx) => {
        await tx`update genesis.commands set next_at = now()
          where workspace_id = ${id} and status in ('open', 'running')`;
        await tx`update pgmq.q_commands set vt = now() where message ->> 'workspace_id' = ${id}`;
        await tx`select private.kick('commands')`;
      });
    },
  };
}

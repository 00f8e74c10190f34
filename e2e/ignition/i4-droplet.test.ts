// I4 in the step that gets a server, over the real database, vault and sidecar. The process is this one, so that its
// provider can be a stand-in, which keeps servers by their tag and fails as providers do: a call that times out after
// it worked, a limit, a delete that takes its time.
import { describe, expect, it } from "vitest";
import type { DropletFactory, FactoryFor } from "../../supabase/functions/_shared/droplets/mod.ts";
import { createFactories } from "../../supabase/functions/_shared/droplets/mod.ts";
import { readSettings } from "../../supabase/functions/_shared/env.ts";
import { PermanentError, RetryableError } from "../../supabase/functions/_shared/errors/mod.ts";
import { createOwnProcess } from "./own-process.ts";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const scene = await createScene();
const { world, fleet } = scene;
const run = await createOwnProcess(scene);

/** `fault` is asked after a server was made; it throws what the caller hears instead. */
function provider(fault: (calls: number) => void) {
  const servers: string[] = [];
  let calls = 0;
  let isDeleting = false;
  const factory: DropletFactory = {
    mode: "digitalocean",
    async provision({ workspaceId }) {
      if (!servers.includes(workspaceId)) servers.push(workspaceId);
      fault(++calls);
      if (calls < 3) return { pending: true, againInS: 1 };
      const sidecarUrl = fleet.url.replace("{workspace_id}", workspaceId);
      return { id: "server-1", ip: "127.0.0.1", sidecarUrl };
    },
    async terminate(_id, { workspaceId }) {
      if (!isDeleting) {
        isDeleting = true;
        return { pending: true, againInS: 1 };
      }
      servers.splice(servers.indexOf(workspaceId), 1);
      return { gone: true };
    },
  };
  return { servers, droplets: (() => factory) as FactoryFor };
}

describe("trouble with the server", { timeout: 60_000 }, () => {
  it("I4 a call that times out after it worked is followed by one that adopts what was made", async () => {
    const workspace = await scene.ready();
    const { servers, droplets } = provider((calls) => {
      if (calls === 1) throw new RetryableError("droplet_timeout", "The provider did not answer in time");
    });
    expect(await run(workspace, droplets, "digitalocean")).toMatchObject({
      status: "active",
      droplet_id: "server-1",
    });
    expect(servers).toEqual([workspace.id]);
    expect(await scene.inventory(workspace)).toEqual(ONE_SET);
    const tries =
      await world.sql`select attempt, status, result ->> 'polls' as polls from genesis.ignition_operations
      where workspace_id = ${workspace.id} and operation = 'droplet_provisioning' order by attempt`;
    expect(tries).toMatchObject([{ status: "failed" }, { status: "completed", polls: "1" }]);
  });

  it("I4 a provider that refuses for good: the server that it had made is found by its tag and deleted", async () => {
    const workspace = await scene.ready();
    const { servers, droplets } = provider(() => {
      throw new PermanentError("droplet_limit", "The account has reached its limit of servers");
    });
    expect(await run(workspace, droplets, "digitalocean")).toMatchObject({
      status: "failed",
      error_step: "droplet_provisioning",
      error_message: "The account has reached its limit of servers",
      rollback_success: true,
    });
    expect(servers).toEqual([]);
    expect(await scene.inventory(workspace)).toEqual(NOTHING);
  });

  it("I4 local mode that is switched off on the way: what was made is unmade without it", async () => {
    const workspace = await scene.ready();
    let asked = 0;
    const droplets: FactoryFor = (mode) => {
      const LOCAL_MODE = asked++ === 0 ? "true" : "false";
      return createFactories(readSettings((name) => (name === "LOCAL_MODE" ? LOCAL_MODE : undefined), []))(
        mode,
      );
    };
    expect(await run(workspace, droplets, "local")).toMatchObject({
      status: "failed",
      error_step: "droplet_provisioning",
      error_message: "Local mode is not offered here: LOCAL_MODE is not true",
      rollback_success: true,
    });
    expect(await scene.inventory(workspace)).toEqual(NOTHING);
  });
});

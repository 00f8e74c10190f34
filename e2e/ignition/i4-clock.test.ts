// I4 a sidecar whose clock is wrong, over the real parts: the sidecar is a process of its own, whose Date is so far off as
// a file says.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalSidecar, LocalSidecarOptions } from "../../sidecar/local.ts";
import { startSimulator } from "../../sidecar/simulator/simulator.ts";
import type { Workspace } from "../support/world.ts";
import { createScene, NOTHING, ONE_SET } from "./scene.ts";

const CHILD = join(import.meta.dirname, "../../sidecar/testing/child.ts");
/** Loaded before the sidecar. */
const shifted = (file: string) =>
  `data:text/javascript,${encodeURIComponent(`
    import { readFileSync } from "node:fs";
    const Real = Date;
    const now = () => Real.now() + 1000 * Number(readFileSync(${JSON.stringify(file)}, "utf8"));
    globalThis.Date = class extends Real {
      constructor(...given) { if (given.length === 0) super(now()); else super(...given); }
      static now() { return now(); }
    };
  `)}`;

const clocks = new Map<string, string>();
/** Seconds ahead; less than 0: behind. */
const setClock = ({ id }: Workspace, aheadS: number) => writeFileSync(clocks.get(id) as string, `${aheadS}`);

async function startSkewed(options: LocalSidecarOptions): Promise<LocalSidecar> {
  const { stateDir, functionsUrl, enrolToken, simulator: wanted } = options;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const clock = `${stateDir}.clock`;
  clocks.set(stateDir.split("/").at(-1) as string, clock);
  writeFileSync(clock, "0");
  const simulator = await startSimulator(wanted);
  const listening = { port: 0, host: "127.0.0.1", eventsPort: 0, eventsHost: "127.0.0.1" };
  const mine = { ownerEmail: "owner@workspace.local", heartbeatSeconds: 600, n8nUrl: simulator.url };
  const config = { ...listening, ...mine, stateDir, functionsUrl, enrolToken };
  const said = JSON.stringify({ config, crashAt: "never", once: `${stateDir}.once` });
  const flags = ["--disable-warning=ExperimentalWarning", "--import", shifted(clock), CHILD, said];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((done, fail) => {
    child.stdout.once("data", (text) => done(String(text).trim()));
    child.once("exit", () => fail(new Error("the sidecar did not start")));
  });
  const stop = async () => {
    child.kill("SIGKILL");
    await simulator.stop();
  };
  return { url, eventsUrl: "", engineUrl: simulator.url, simulator, stop };
}

const scene = await createScene(startSkewed);
const { fleet, world } = scene;
const commands = ({ id }: Workspace) =>
  fleet.seen.filter((p) => p.workspaceId === id && p.what !== "health" && p.what !== "challenge");

describe("a sidecar's clock that is off", { timeout: 60_000 }, () => {
  it("I4 is named, which way and how far, before anything is made in n8n; put right in time it costs nothing", async () => {
    await world.sql`update private.ignition_steps set deadline_local = '8 s' where step = 'handshake_pending'`;
    const [ahead, behind, mended] = [await scene.ready(), await scene.ready(), await scene.ready()];
    setClock(ahead, 600);
    setClock(behind, -600);
    setClock(mended, 600);
    for (const workspace of [ahead, behind, mended]) await scene.launch(workspace);
    await new Promise((done) => setTimeout(done, 2_500));
    setClock(mended, 0);
    expect(await scene.ended(mended)).toMatchObject({ status: "active" });
    expect(await scene.inventory(mended)).toEqual(ONE_SET);
    for (const [workspace, said] of [
      [ahead, /was not ready in time: its clock is (599|600) s ahead of Genesis's/],
      [behind, /was not ready in time: its clock is (599|600) s behind Genesis's/],
    ] as const) {
      const state = await scene.ended(workspace);
      expect(state).toMatchObject({ error_step: "handshake_pending", rollback_success: true });
      expect(state.error_message).toMatch(said);
      expect(await scene.inventory(workspace)).toEqual(NOTHING);
      expect(commands(workspace)).toEqual([]);
    }
  });

  it("I4 that jumps on the way fails the run; it is unmade when the clock is right again", async () => {
    const workspace = await scene.ready();
    let refused = 0;
    fleet.judge = ({ what, when }) => {
      if (what === "DEPLOY_WORKFLOW" && when === "before") setClock(workspace, 600);
      if (what === "DEACTIVATE_WORKFLOW" && when === "after" && ++refused === 2) setClock(workspace, 0);
      return undefined;
    };
    await scene.launch(workspace);
    const state = await scene.ended(workspace, 40_000);
    fleet.judge = () => undefined;
    expect(state).toMatchObject({ error_step: "workflows_deploying", rollback_success: true });
    expect(state.error_message).toBe("DEPLOY_WORKFLOW: the sidecar answered 401 (token_expired)");
    expect(await scene.inventory(workspace)).toEqual(NOTHING);
  });
});

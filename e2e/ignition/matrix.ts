// Kills the function's process at every point of a run. A point is a call (of an SQL function or of the sidecar), its
// moment (before it goes out, or after it was done and before its answer came), and all that exists just then. The
// points are those that an undisturbed run passes, so that a new step, or a new call of an old one, is among them by
// itself. Many runs go side by side, each held at a point where none was killed before; when all are held or have
// ended, their one process is killed, and a minute later what it had taken comes again.
import { afterAll } from "vitest";
import type { Workspace } from "../support/world.ts";
import type { Passing, Verdict } from "./fleet.ts";
import { type Hold, startFront } from "./front.ts";
import { startProcesses } from "./processes.ts";
import type { Scene } from "./scene.ts";
import { standing } from "./standing.ts";

export interface Way {
  /** What spoils the runs, before the matrix judges them. */
  readonly trouble?: (passing: Passing) => Verdict;
  /** Whether a call lies on the way; `step`: the one that its run is at. */
  readonly isOnIt: (step: string, what: string) => boolean;
  /** Looks at what a run that has ended left; `killedAt`: its points, a line each, to be told when it fails. */
  readonly check: (workspace: Workspace, killedAt: string) => Promise<void>;
}

export interface Matrix {
  /** All points of the way, in order; each was killed at. Throws naming those that no run could be killed at. */
  killEverywhere(way: Way): Promise<string[]>;
  /** The process dies, and is followed by another. */
  dies(): Promise<void>;
}

interface Run {
  readonly workspace: Workspace;
  step: string;
  readonly killedAt: string[];
  isHeld: boolean;
  hasEnded: boolean;
}

const SIDE_BY_SIDE = 12;
/** A run passes what another was killed at; what remains is left to the next ones. */
const GENERATIONS = 4;
/** Below the shortest of the process's own time-outs: a call that is held must not be given up. */
const LONGEST_HOLD_MS = 4_000;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Call it at the top of a test file (`await`), once its scene is there. */
export async function createMatrix(scene: Scene): Promise<Matrix> {
  const { world, fleet } = scene;
  const { sql } = world;
  const front = await startFront(world);
  const processes = await startProcesses(world.stack, front.url);
  afterAll(async () => {
    await processes.stop();
    front.stop();
  });
  front.process = processes.address;
  await sql`select vault.update_secret((select id from vault.secrets where name = 'genesis_functions_url'), ${`${front.url}/functions/v1`})`;
  // How many deaths a step survives is another matter; here one run dies many times.
  await sql`update private.ignition_steps set attempts = 100, attempts_local = null, late_wakes = 1000`;

  const runs = new Map<string, Run>();
  let way: Way;
  /** What an undisturbed run passes; while it is undefined, one is being looked at. */
  let wanted: string[] | undefined;
  let passed: string[] = [];
  let heldSince = 0;
  let die = (): void => {};
  let dead = new Promise<void>((done) => (die = done));

  async function at(passing: Passing): Promise<Hold | undefined> {
    const run = runs.get(passing.workspaceId);
    if (!run) return undefined;
    if (run.isHeld) return { dead };
    const { what, when, step = run.step } = passing;
    if (passing.step && when === "after") run.step = passing.step;
    const call = `${step}: ${what} ${when} `;
    if (!way.isOnIt(step, what) || !(wanted?.some((point) => point.startsWith(call)) ?? true))
      return undefined;
    const point = `${call}[${await standing(scene, run.workspace)}]`;
    if (!wanted) passed.push(point);
    if (!wanted?.includes(point)) return undefined;
    wanted = wanted.filter((other) => other !== point);
    run.killedAt.push(point);
    run.isHeld = true;
    heldSince ||= Date.now();
    return { dead };
  }
  front.judge = at;
  fleet.judge = async (passing) => {
    const spoilt = runs.has(passing.workspaceId) ? way.trouble?.(passing) : undefined;
    if (spoilt !== undefined) return spoilt;
    const hold = await at(passing);
    await hold?.dead;
    return hold && "drop";
  };

  const going = (): Run[] => [...runs.values()].filter((run) => !run.hasEnded);
  const ids = (): string[] => going().map((run) => run.workspace.id);

  async function nudge(): Promise<void> {
    await sql`select private.kick('ignition-step') from unnest(${ids()}::uuid[])`;
  }

  async function dies(): Promise<void> {
    await processes.kill();
    die();
    dead = new Promise<void>((done) => (die = done));
    heldSince = 0;
    for (const run of runs.values()) run.isHeld = false;
    await Promise.all([processes.next(), front.bury()]);
  }

  async function kill(): Promise<void> {
    await dies();
    await scene.aMinuteLater(ids());
  }

  /** Until all have ended, their process killed whenever each of them is held. */
  async function play(count: number): Promise<void> {
    const ready = await Promise.all(Array.from({ length: count }, () => scene.ready()));
    runs.clear();
    for (const workspace of ready)
      runs.set(workspace.id, { workspace, step: "", killedAt: [], isHeld: false, hasEnded: false });
    for (const workspace of ready) await scene.launch(workspace);
    for (let quiet = Date.now(); going().length > 0; await pause(20)) {
      const ended = await sql`select workspace_id from genesis.ignition_state
        where workspace_id = any(${ids()}::uuid[]) and completed_at is not null`;
      for (const { workspace_id: id } of ended) Object.assign(runs.get(id) as Run, { hasEnded: true });
      const left = going();
      const isTime = left.every((run) => run.isHeld) || Date.now() - heldSince > LONGEST_HOLD_MS;
      if (heldSince > 0 && isTime) await kill();
      else if (Date.now() - quiet < 2_000) continue;
      else await nudge(); // a kick that found no process
      quiet = Date.now();
    }
    for (const { workspace, killedAt } of runs.values())
      await way.check(workspace, `killed at\n${killedAt.join("\n")}`);
  }

  return {
    dies,
    async killEverywhere(asked) {
      [way, wanted, passed] = [asked, undefined, []];
      await play(1);
      const points = [...new Set(passed)];
      wanted = points;
      for (let n = 0; n < GENERATIONS && wanted.length > 0; n++)
        await play(Math.min(SIDE_BY_SIDE, wanted.length));
      if (wanted.length > 0) throw new Error(`Nobody was killed at\n${wanted.join("\n")}`);
      return points;
    },
  };
}

// What stands behind the stack's sidecars: simulators of n8n in the fleet's own process, or real ones.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sql } from "postgres";
import { StackError } from "../errors.ts";
import type { Home } from "../paths.ts";

export const ENGINES = ["simulator", "n8n", "none"] as const;
/** `none`: a stack without sidecars, as the tests of everything else need it. */
export type EngineName = (typeof ENGINES)[number];

const engineFile = (home: Home): string => join(home.sidecar, "engine");

/** Keeps which engine a home's workflows were deployed to. */
export function keepEngine(home: Home, engine: EngineName): void {
  mkdirSync(home.sidecar, { recursive: true, mode: 0o700 });
  writeFileSync(engineFile(home), engine);
}

/**
 * The engine that was asked for, else the one that the home has, else the simulator. Errors: StackError (wrong usage)
 * for a name that is none, or another than the home's: what was deployed there would be missing here.
 */
export function engineFor(home: Home, asked: unknown): EngineName {
  const had = existsSync(engineFile(home)) ? readFileSync(engineFile(home), "utf8") : undefined;
  const name = asked ?? had ?? "simulator";
  const found = ENGINES.find((engine) => engine === name);
  if (!found) throw new StackError(`There is no engine "${name}".`, `One of: ${ENGINES.join(", ")}.`, 2);
  if (found === "none" || had === undefined || had === found) return found;
  throw new StackError(
    `The stack in ${home.dir} has its workflows in the engine ${had}, not in ${found}.`,
    "`genesis reset` makes it anew; --home DIR is another one.",
    2,
  );
}

/**
 * A fleet's n8n boots when a launch first asks for its sidecar: in ten seconds, or in more than a minute on a busy machine.
 * The product's half minute is for one that runs.
 */
export const allowForBoot = async (sql: Sql): Promise<void> =>
  void (await sql`update private.ignition_steps set deadline_local = '3 min' where step = 'handshake_pending'`);

/** Where the demonstration's IMAP credential points. */
export const MAILBOX_PORT = 2143;

// Before a stack starts: its home and its port must be nobody else's.
import { rmSync } from "node:fs";
import { StackError } from "./errors.ts";
import type { Home } from "./paths.ts";
import { portBecomesFree } from "./ports.ts";
import { claimHome, mendHome } from "./run-file.ts";

/** Ends what a killed predecessor left, and takes the home. Errors: StackError (busy). */
export async function claim(home: Home, port: number, progress: (line: string) => void): Promise<void> {
  const orphans = await mendHome(home);
  if (orphans.length > 0) progress(`Ended what a killed predecessor left running: ${orphans.join(", ")}.`);
  const other = claimHome(home);
  if (other) {
    throw new StackError(
      `A stack already runs in ${home.dir} (process ${other.supervisor.pid}).`,
      "`genesis status` shows it, `genesis down` stops it; --home DIR is another one.",
      6,
    );
  }
  if (await portBecomesFree(port)) return;
  rmSync(home.run, { force: true });
  throw new StackError(
    `Port ${port} is in use by another program.`,
    `Stop that program, or choose another port: --port ${port + 10}. (\`ss -ltnp | grep ${port}\` names it.)`,
    6,
  );
}

// What each part of a stack, and the load itself, used of the processors: where a request's time goes, also on a
// machine that others use meanwhile. Linux only; elsewhere all zeros.
import { readdirSync, readFileSync } from "node:fs";
import { homeAt } from "../../stack/paths.ts";
import { cpuMs } from "../../stack/processes.ts";
import { readRun } from "../../stack/run-file.ts";

/** Milliseconds by part. */
export type CpuUse = Readonly<Record<"gateway" | "functions" | "rest" | "postgres" | "load", number>>;

function childrenOf(parent: number): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          const stat = readFileSync(`/proc/${name}/stat`, "utf8");
          return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
        } catch {
          return false; // ended meanwhile
        }
      })
      .map(Number);
  } catch {
    return []; // no /proc
  }
}

function usedSoFar(home: string): CpuUse {
  const run = readRun(homeAt(home));
  const of = (name: string): number => run?.children[name]?.pid ?? 0;
  return {
    gateway: cpuMs(run?.supervisor.pid ?? 0),
    functions: cpuMs(of("functions")),
    rest: cpuMs(of("rest")),
    postgres: childrenOf(of("postgres")).reduce((sum, pid) => sum + cpuMs(pid), 0),
    load: cpuMs(process.pid),
  };
}

/** Starts counting; the function it returns gives what was used since. */
export function countCpu(home: string): () => CpuUse {
  const before = usedSoFar(home);
  return () => {
    const now = usedSoFar(home);
    const parts = Object.entries(now).map(([part, ms]) => [part, ms - before[part as keyof CpuUse]]);
    return Object.fromEntries(parts) as CpuUse;
  };
}

// One Deno process that serves all Edge Functions: how it is started, and when it is ready.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { denoBinary } from "../binaries.ts";
import { FUNCTIONS_DIR, type Home, ROOT } from "../paths.ts";
import { cpuMs, type Identity, identityOf } from "../processes.ts";
import { functionNames, writeImportMap } from "./import-map.ts";

export interface Isolate {
  readonly child: ChildProcess;
  readonly who: Identity;
  readonly port: number;
  readonly cpuAtStart: number;
}

const START_LIMIT_MS = 20_000;

/** What the functions may read is their code: on the platform there is no file system either. */
function denoArgs(importMap: string): string[] {
  const reads = [FUNCTIONS_DIR, join(ROOT, "node_modules"), join(ROOT, "stack")].join(",");
  const args = ["run", "--quiet", "--no-lock", "--node-modules-dir=manual", "--cached-only"];
  args.push(
    `--import-map=${importMap}`,
    "--allow-net",
    "--allow-env",
    "--allow-sys",
    `--allow-read=${reads}`,
  );
  return [...args, join(ROOT, "stack", "functions", "runtime.ts"), FUNCTIONS_DIR, functionNames().join(",")];
}

/** The runtime prints one line with its port when it listens; everything else it prints is the functions' log. */
function listeningPort(child: ChildProcess, log: Writable): Promise<number> {
  return new Promise<number>((done, fail) => {
    const timer = setTimeout(() => fail(new Error("Deno did not start in time")), START_LIMIT_MS);
    child.once("exit", (code, signal) =>
      fail(new Error(`Deno ended (${code ?? signal}); see logs/functions.log`)),
    );
    child.once("error", fail);
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const listening = /^\{"port":(\d+)\}$/.exec(line);
      if (!listening) return void log.write(`${line}\n`);
      clearTimeout(timer);
      done(Number(listening[1]));
    });
  });
}

/** Starts a process with today's code and settings; resolves when it answers. */
export async function bootIsolate(
  home: Home,
  env: Record<string, string>,
  log: Writable,
  onPid: (who: Identity) => void,
): Promise<Isolate> {
  const map = join(home.dir, "import-map.json");
  writeImportMap(map);
  const cache = join(ROOT, "node_modules", ".cache", "genesis-deno");
  mkdirSync(cache, { recursive: true });
  const child = spawn(denoBinary(), denoArgs(map), {
    cwd: ROOT,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...env, DENO_DIR: cache, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  });
  child.stderr?.pipe(log, { end: false });
  const who = identityOf(child.pid ?? 0);
  onPid(who);
  const port = await listeningPort(child, log);
  return { child, who, port, cpuAtStart: cpuMs(who.pid) };
}

// A sidecar in a process of its own that dies by SIGKILL at one point: before or after a call of the engine that
// changes something, or before or after a write of its journal. `crashAt`: "<before|after> <method>", and which call of
// it, if not the first.
// Settings come as JSON in the first argument; the address goes to stdout.
import { existsSync, writeFileSync } from "node:fs";
import type { Config } from "../src/config.ts";
import { startSidecar } from "../src/sidecar.ts";

const { config, crashAt, once } = JSON.parse(process.argv[2] as string) as {
  config: Config;
  crashAt: string;
  /** A file that remembers the crash: the process that comes after it lives. */
  once: string;
};
const [when, method, nth = "1"] = crashAt.split(" ");
let calls = 0;

function die(): void {
  if (++calls !== Number(nth) || existsSync(once)) return;
  writeFileSync(once, crashAt);
  process.kill(process.pid, "SIGKILL");
}

/** Every method named in crashAt kills; answers, sync or not, come through unchanged. */
function mortal<T extends object>(parts: T): T {
  return new Proxy(parts, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function" || name !== method) return value;
      return (...args: unknown[]) => {
        if (when === "before") die();
        const result = value.apply(target, args);
        if (when !== "after") return result;
        if (result instanceof Promise) return result.finally(die);
        die();
        return result;
      };
    },
  });
}

const sidecar = await startSidecar(config, {
  log: () => undefined,
  wrapEngine: mortal,
  wrapJournal: mortal,
});
console.log(sidecar.url);

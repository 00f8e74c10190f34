import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../stack/paths.ts";
import type { Command } from "../command.ts";
import { say } from "../output.ts";
import { requireRunning } from "../running.ts";

const command: Command = {
  usage: "dev [--home DIR]",
  about:
    "Serves the web page on http://127.0.0.1:5173 with hot reload, against the stack that runs in the home (it starts none: `npm start` or `genesis up --detach` does).",
  takes: 0,
  options: {},
  async run(options) {
    const info = requireRunning(options.home);
    say(`The web page against the stack at ${info.api_url}. Ctrl-C stops the page, not the stack.`);
    const vite = join(ROOT, "node_modules", "vite", "bin", "vite.js");
    // The port is strict: session tokens are given to this origin (AUTHORIZED_PARTIES).
    const child = spawn(process.execPath, [vite, join(ROOT, "web"), "--strictPort"], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, GENESIS_HOME: options.home.dir },
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => child.kill(signal));
    return new Promise((done, fail) => {
      child.once("error", fail);
      child.once("exit", (code, signal) => done(signal ? 0 : (code ?? 1)));
    });
  },
};
export default command;

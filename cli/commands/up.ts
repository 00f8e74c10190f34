import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { StackError } from "../../stack/errors.ts";
import { makeHome, ROOT } from "../../stack/paths.ts";
import type { StackInfo } from "../../stack/run-file.ts";
import { engineFor } from "../../stack/sidecar/engine.ts";
import { startStack } from "../../stack/supervisor.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { printInfo, printJson, say } from "../output.ts";
import { runningInfo } from "../running.ts";
import { interruption, unlessInterrupted, untilStopped } from "../until-stopped.ts";

/** What a detached stack tells the command that started it, over the pipe between them. */
type Report = { line: string } | { ready: StackInfo } | { failed: string; hint: string; code: number };

function show(options: Options, info: StackInfo): void {
  if (options.json) printJson(info);
  else printInfo(info);
}

async function foreground(options: Options): Promise<number> {
  const engine = engineFor(options.home, options.values.engine);
  const tell = process.send ? (report: Report) => void process.send?.(report) : undefined;
  // Whoever started it hears the start; what a part says later goes to the log.
  const progress = (line: string): void => (tell && process.connected ? tell({ line }) : say(line));
  const interrupted = interruption();
  // Whoever waits for a detached stack and gives up takes it along, until it is ready.
  const abandoned = (): void => void process.kill(process.pid, "SIGTERM");
  if (tell) process.once("disconnect", abandoned);
  try {
    const stack = await startStack(options.home, options.port, progress, interrupted, engine);
    if (tell) {
      await unlessInterrupted(stack.page, interrupted);
      tell({ ready: stack.info });
      process.off("disconnect", abandoned);
      process.disconnect?.();
    } else {
      show(options, stack.info);
      say("Ctrl-C stops everything.");
    }
    return await untilStopped(stack, interrupted);
  } catch (error) {
    if (!tell || !(error instanceof StackError)) throw error;
    tell({ failed: error.message, hint: error.hint, code: error.exitCode });
    return error.exitCode;
  }
}

async function detached(options: Options): Promise<number> {
  makeHome(options.home);
  const log = openSync(join(options.home.logs, "stack.log"), "a", 0o600);
  const engine = engineFor(options.home, options.values.engine);
  const args = ["up", "--home", options.home.dir, "--port", String(options.port), "--engine", engine];
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(ROOT, "cli", "main.ts"), ...args],
    {
      cwd: ROOT,
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    },
  );
  closeSync(log);
  const info = await new Promise<StackInfo>((done, fail) => {
    child.on("message", (report: Report) => {
      if ("line" in report) say(report.line);
      else if ("ready" in report) done(report.ready);
      else fail(new StackError(report.failed, report.hint, report.code));
    });
    child.on("error", fail);
    child.on("exit", (code) =>
      fail(
        new StackError(
          `The stack ended while starting (${code}).`,
          `Its log: ${options.home.logs}/stack.log`,
          EXIT.failed,
        ),
      ),
    );
  });
  child.unref();
  show(options, info);
  return EXIT.ok;
}

const command: Command = {
  usage: "up [--detach] [--engine simulator|n8n|none] [--json] [--home DIR] [--port N]",
  about:
    "Starts the stack: PostgreSQL, PostgREST, functions, gateway, issuer, web page, sidecars. --detach returns when it is ready. --engine n8n runs a real n8n behind each sidecar (installed on first use, 2.9 GB), none starts no sidecars and builds no page.",
  takes: 0,
  options: { detach: { type: "boolean", short: "d" }, engine: { type: "string" } },
  async run(options) {
    const running = runningInfo(options.home);
    if (running) {
      say(`Already running in ${options.home.dir}.`);
      show(options, running);
      return EXIT.ok;
    }
    return options.values.detach ? detached(options) : foreground(options);
  },
};
export default command;

#!/usr/bin/env node
// The door of the `genesis` command. Plain JavaScript that runs on Node 20: it sees to it that the packages of
// package-lock.json are installed, then hands over to cli/main.ts on a Node that runs TypeScript as it is.
// `genesis run FILE …` runs one of the project's own files on that Node (the npm scripts use it).
// `genesis link` (npm's postinstall) only makes node_modules/.bin/genesis, so that `npx genesis` finds this file.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");

/** npm writes node_modules/.package-lock.json at the end of each install: what is in it is installed, whole. */
function missingPackage() {
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const hidden = join(modules, ".package-lock.json");
  if (!existsSync(hidden)) return "everything";
  const installed = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.keys(wanted).find(
    (path) =>
      path !== "" &&
      !wanted[path].optional &&
      !wanted[path].devOptional &&
      installed[path]?.version !== wanted[path].version,
  );
}

/** Progress goes to stderr: stdout belongs to the command (`--json`). */
function install() {
  const fresh = !existsSync(join(modules, ".package-lock.json"));
  // An install that is merely behind is brought up to date in place: `npm ci` would pull the packages from
  // under a stack that runs.
  const verb = fresh ? ["ci"] : ["install", "--no-save"];
  console.error(`Installing packages (npm ${verb[0]}; the first time about 700 MB on disk) …`);
  const ran = spawnSync("npm", [...verb, "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (ran.status !== 0) {
    console.error(
      `npm ${verb[0]} failed${ran.error ? `: ${ran.error.message}` : ""}. Run it in ${root} and see what it says.`,
    );
    process.exit(4);
  }
}

function link() {
  const bin = join(modules, ".bin");
  const path = join(bin, "genesis");
  if (existsSync(path) || process.platform === "win32") return;
  mkdirSync(bin, { recursive: true });
  try {
    symlinkSync("../../cli/genesis.mjs", path);
  } catch (error) {
    if (error.code !== "EEXIST" && error.code !== "EROFS" && error.code !== "EACCES") throw error;
  }
}

function node24() {
  const packaged = join(modules, ".bin", "node");
  if (existsSync(packaged)) return packaged;
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(`Genesis needs Node 22.18 or later here; this is ${process.version}.`);
  process.exit(4);
}

if (process.argv[2] === "link") {
  link();
} else {
  if (missingPackage()) install();
  link();
  const [command, ...rest] = process.argv.slice(2);
  const program = command === "run" ? rest : [join(root, "cli", "main.ts"), ...process.argv.slice(2)];
  const child = spawn(node24(), ["--disable-warning=ExperimentalWarning", ...program], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches both; hearing it twice does the child no harm.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm passes a signal to its shell, and the shell to nobody: when the parent goes, so does the command.
  const parent = process.ppid;
  if (process.env.npm_command)
    setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 500).unref();
  child.on("error", (error) => {
    console.error(`Cannot start Node: ${error.message}`);
    process.exit(4);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}

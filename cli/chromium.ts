// The browser of the end-to-end tests: found where systems put it, or installed where that is Debian's way and allowed.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { StackError } from "../stack/errors.ts";
import { isRoot } from "../stack/paths.ts";
import { EXIT } from "./exit-codes.ts";

/** How a test starts Chromium: it draws on the processor, and asks its makers for nothing. */
export const CHROMIUM_FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-proxy-server",
] as const;

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/** Letters to draw, too: a bare Debian has none, and every screenshot would show boxes. */
const PACKAGES = ["chromium", "fonts-liberation"];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there, or not for us: the next one
  }
}

/** The path of Chromium or Chrome: CHROMIUM_PATH, else the first on PATH. Undefined: none is installed. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM_PATH) {
    if (isProgram(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new StackError(
      `CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which is no program.`,
      "Mend it or unset it.",
      EXIT.install,
    );
  }
  const dirs = [...(env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"].filter(Boolean);
  return dirs.flatMap((dir) => NAMES.map((name) => join(dir, name))).find(isProgram);
}

function aptGet(...args: string[]): boolean {
  const ran = spawnSync("apt-get", ["-qq", "-y", ...args], {
    stdio: ["ignore", "ignore", 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return ran.status === 0;
}

/** The same, installed first when it is missing. Errors: StackError (install) that says what to do. */
export function ensureChromium(say: (line: string) => void): string {
  const found = findChromium();
  if (found) return found;
  const hint = `Install it (Debian: \`apt-get install ${PACKAGES.join(" ")}\`), or name one: CHROMIUM_PATH=/path/to/chrome`;
  if (!isRoot() || !isProgram("/usr/bin/apt-get"))
    throw new StackError("The web page's tests need Chromium.", hint, EXIT.install);
  say(`Installing Chromium (apt-get install ${PACKAGES.join(" ")}; once, about 400 MB on disk) …`);
  const install = (): boolean => aptGet("install", "--no-install-recommends", ...PACKAGES);
  // Package lists that are missing or old are the usual reason.
  if (!install() && !(aptGet("update") && install()))
    throw new StackError("Chromium could not be installed.", hint, EXIT.install);
  const installed = findChromium();
  if (installed) return installed;
  throw new StackError("Chromium was installed, but is nowhere to be found.", hint, EXIT.install);
}

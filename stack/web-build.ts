// Builds the web page when it is missing or its sources have changed. By vite, in a process of its own, into a folder
// beside, which takes the place of the former page whole.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { messageOf, StackError, sleep } from "./errors.ts";
import { ROOT } from "./paths.ts";
import { type Identity, identityOf, isAlive } from "./processes.ts";
import { WEB_DIR, WEB_DIST } from "./web.ts";
import { hasSources, sourcesHash } from "./web-sources.ts";

const CACHE = join(ROOT, "node_modules", ".cache", "genesis");
const LOCK = join(CACHE, "web-build.lock");
/** In the page's own folder, so that both go together; a hidden file is not served. */
const STAMP = ".sources";
const LIMIT_MS = 180_000;

const isCurrent = (hash: string): boolean =>
  existsSync(join(WEB_DIST, STAMP)) && readFileSync(join(WEB_DIST, STAMP), "utf8") === hash;

/** Two stacks that start at once build once. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(CACHE, { recursive: true });
  for (const end = Date.now() + LIMIT_MS; ; await sleep(200)) {
    try {
      writeFileSync(LOCK, JSON.stringify(identityOf(process.pid)), { flag: "wx" });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (!holderLives() || Date.now() > end) rmSync(LOCK, { force: true });
    }
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function holderLives(): boolean {
  try {
    return isAlive(JSON.parse(readFileSync(LOCK, "utf8")) as Identity);
  } catch {
    return false; // cut off by a crash, or gone by now
  }
}

/** The first lines say what and where; where in vite it was noticed helps nobody. */
const withoutTrace = (said: string): string =>
  stripVTControlCharacters(said)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^ {4}at /.test(line))
    .slice(0, 20)
    .join("\n");

/** Runs vite; its words on failure are the message. */
function vite(outDir: string, abort?: AbortSignal): Promise<void> {
  const args = [join(ROOT, "node_modules", "vite", "bin", "vite.js"), "build", WEB_DIR];
  const child = spawn(
    process.execPath,
    [...args, "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
      signal: abort,
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0
        ? done()
        : fail(
            new StackError(
              `vite could not build the page:\n${withoutTrace(said)}`,
              "Mend web/; `node_modules/.bin/vite build web` shows it again.",
            ),
          ),
    );
  });
}

/** Errors: StackError with what vite said; the former page, if there is one, stays. */
export async function buildWeb(abort?: AbortSignal): Promise<"built" | "current" | "none"> {
  if (!hasSources()) return "none";
  if (isCurrent(sourcesHash())) return "current";
  return locked(async () => {
    const hash = sourcesHash();
    if (isCurrent(hash)) return "current"; // by whoever had the lock before
    const next = join(CACHE, `web-${process.pid}`);
    try {
      await vite(next, abort);
      writeFileSync(join(next, STAMP), hash);
      rmSync(WEB_DIST, { recursive: true, force: true });
      renameSync(next, WEB_DIST);
    } finally {
      rmSync(next, { recursive: true, force: true });
    }
    return "built";
  });
}

export interface WebBuild {
  running(): boolean;
  /** Resolves when it ended, well or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The same beside a starting stack: a page that cannot be built is said, and stops nothing. */
export function buildBeside(say: (line: string) => void): WebBuild {
  const aborted = new AbortController();
  let running = true;
  const ended = buildWeb(aborted.signal)
    .then((how) => {
      if (how === "built") say("The web page is built.");
    })
    .catch((error) => {
      if (!aborted.signal.aborted)
        say(`The web page could not be built, the stack runs without the change:\n${messageOf(error)}`);
    })
    .finally(() => {
      running = false;
    });
  return {
    running: () => running,
    ended,
    async stop() {
      aborted.abort();
      await ended;
    },
  };
}

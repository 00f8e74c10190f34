// A real Chromium for the tests of the web page. It reaches this machine alone: a request to anywhere else is aborted
// and is a problem, as are errors on the page's console, breaches of the Content-Security-Policy among them. Knows no
// test runner: browser.ts hangs it on vitest's hooks, the end-to-end on the real n8n closes it itself.
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "../../../cli/chromium.ts";
import type { StackInfo } from "../../../stack/run-file.ts";
import { type Person, signIn } from "./sign-in.ts";

/** Each browser starts with an empty profile. */
const FLAGS = [
  ...CHROMIUM_FLAGS,
  // What no route sees (web sockets, the browser's own services) finds no address either.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];
export const DESKTOP = { width: 1280, height: 800 };
const LIMIT_MS = 15_000;

export interface VisitOptions {
  /** Signed in by clicks on the sign-in page; without: nobody. */
  readonly as?: Person;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Browsing {
  /** A page in a profile of its own, at this path; it stays open until the browser is closed, or until it is. */
  visit(path: string, options?: VisitOptions): Promise<Page>;
  /** What the page's console may say until `unexpected` is next asked: `allow(/status of 403/)`. */
  allow(...patterns: RegExp[]): void;
  /** Console errors, uncaught errors and foreign requests since `unexpected` was last asked. */
  readonly problems: readonly string[];
}

export interface LaunchedBrowser extends Browsing {
  /** The problems that were not allowed; they and what was allowed are forgotten. */
  unexpected(): string[];
  close(): Promise<void>;
}

const isHere = (url: string): boolean =>
  /^(data|blob|about):/.test(url) || ["127.0.0.1", "localhost"].includes(new URL(url).hostname);

/** Collects into `problems` what a healthy page does not do. */
async function watch(context: BrowserContext, problems: string[]): Promise<void> {
  await context.route("**/*", async (route) => {
    const url = route.request().url();
    if (isHere(url)) return route.continue();
    problems.push(`foreign request: ${url}`);
    await route.abort("blockedbyclient");
  });
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    const { url } = message.location();
    problems.push(`console: ${message.text()}${url ? ` (${url})` : ""}`);
  });
  context.on("weberror", (error) =>
    problems.push(`uncaught: ${error.error().stack ?? error.error().message}`),
  );
}

/** Errors: StackError where there is no Chromium and none can be installed. */
export async function launchBrowser({ web_url }: Pick<StackInfo, "web_url">): Promise<LaunchedBrowser> {
  const executablePath = ensureChromium((line) => console.error(line));
  // Without a profile named, playwright makes an empty one and removes it.
  const browser: Browser = await chromium.launch({ executablePath, args: FLAGS });
  const problems: string[] = [];
  let allowed: readonly RegExp[] = [];
  return {
    problems,
    allow(...patterns) {
      allowed = [...allowed, ...patterns];
    },
    unexpected() {
      const found = problems.splice(0).filter((line) => !allowed.some((pattern) => pattern.test(line)));
      allowed = [];
      return found;
    },
    close: () => browser.close(),
    async visit(path, { as, viewport = DESKTOP } = {}) {
      const context = await browser.newContext({
        viewport: { ...viewport },
        baseURL: web_url,
        locale: "en-US",
        serviceWorkers: "block",
        reducedMotion: "reduce",
      });
      context.setDefaultTimeout(LIMIT_MS);
      await watch(context, problems);
      const page = await context.newPage();
      if (as) await signIn(page, as);
      await page.goto(path);
      return page;
    },
  };
}

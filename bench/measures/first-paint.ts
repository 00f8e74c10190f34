// How long a person waits for the dashboard: a real Chromium with an empty profile opens it as a signed-in member, and
// the clock runs from the navigation until the first figures are painted. Baseline: the sign-in page's heading, which
// is the same bundle without any data.
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM_FLAGS, ensureChromium } from "../../cli/chromium.ts";
import { buildWeb } from "../../stack/web-build.ts";
import { MEMBER } from "../data/tenants.ts";
import { median, percentile, short } from "../load/numbers.ts";
import type { Bench, Measure } from "../measure.ts";

/** Where the page keeps who was chosen at the local issuer (web/src/lib/auth/local.ts). */
const CHOSEN = "genesis.local-user";
const LIMIT_MS = 30_000;

/** Milliseconds from the navigation to the frame after `shown` holds. */
async function paint(
  browser: Browser,
  base: string,
  path: string,
  shown: string,
  who?: string,
): Promise<number> {
  const context = await browser.newContext({
    baseURL: base,
    bypassCSP: true,
    viewport: { width: 1280, height: 800 },
  });
  try {
    if (who) {
      const choice = JSON.stringify({ user_id: who });
      await context.addInitScript(
        `sessionStorage.setItem(${JSON.stringify(CHOSEN)}, ${JSON.stringify(choice)})`,
      );
    }
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    await page.goto(path, { waitUntil: "commit" });
    const at = await page.waitForFunction(
      `(${shown}) && new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))`,
      undefined,
      { polling: "raf" },
    );
    return Number(await at.jsonValue());
  } finally {
    await context.close();
  }
}

async function measure({ main, scale, quick, fill }: Bench) {
  const events = Math.min(scale, 1_000_000);
  await fill(main, events);
  await buildWeb();
  const browser = await chromium.launch({
    executablePath: ensureChromium((line) => console.error(line)),
    args: [...CHROMIUM_FLAGS],
  });
  const dashboard: number[] = [];
  const baseline: number[] = [];
  try {
    const base = main.info.web_url;
    // A figure of the first tile that is more than nothing.
    const figures = `Number(document.querySelector("fieldset button[aria-pressed] .text-xl")?.textContent?.replaceAll(",", "")) > 0`;
    const heading = `document.querySelector("h1") !== null`;
    for (let nth = -1; nth < (quick ? 3 : 15); nth++) {
      const ms = await paint(browser, base, "/w/bench-1/dashboard", figures, MEMBER);
      const bare = await paint(browser, base, "/sign-in", heading);
      if (nth < 0) continue; // the first one finds everything cold
      dashboard.push(ms);
      baseline.push(bare);
    }
  } finally {
    await browser.close();
  }
  return [
    {
      name: "first-paint",
      what: `first paint of the dashboard's figures over ${events.toLocaleString("en-US")} events, median`,
      value: median(dashboard),
      unit: "ms",
      target: { is: "at most", value: 1_500 } as const,
      details: {
        "ms p95": short(percentile(dashboard, 0.95)),
        "ms p50 of the sign-in page": short(median(baseline)),
        "÷ the sign-in page": short(median(dashboard) / median(baseline)),
      },
    },
  ];
}

const firstPaint: Measure = {
  name: "first-paint",
  about: "how long a person waits for the dashboard, in a real Chromium",
  run: measure,
};
export default firstPaint;

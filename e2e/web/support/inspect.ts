// What every page must stand: axe in light and dark, no sideways scrolling on a phone, and a look by a person at the
// pictures in e2e/web/screenshots (not in git).
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ROOT } from "../../../stack/paths.ts";
import { DESKTOP } from "./launch-browser.ts";

export const SCREENSHOTS = join(ROOT, "e2e", "web", "screenshots");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VARIANTS = {
  light: { scheme: "light", viewport: DESKTOP },
  dark: { scheme: "dark", viewport: DESKTOP },
  phone: { scheme: "light", viewport: { width: 390, height: 844 } },
} as const;
export type Variant = keyof typeof VARIANTS;

interface Finding {
  id: string;
  impact?: string | null;
  help: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/** Throws for findings of axe that are serious or critical, with what and where they are. */
export async function accessible(page: Page): Promise<void> {
  // By evaluation, which the page's Content-Security-Policy does not concern, unlike a script tag.
  await page.evaluate(AXE);
  const found = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)",
  )) as Finding[];
  const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  if (serious.length === 0) return;
  const lines = serious.flatMap(({ id, impact, help, nodes }) => [
    `${impact}: ${id}: ${help}`,
    ...nodes
      .slice(0, 5)
      .map(
        (node) => `    ${node.target.join(" ")}: ${node.failureSummary?.split("\n").at(-1)?.trim() ?? ""}`,
      ),
  ]);
  throw new Error(`axe on ${page.url()}:\n${lines.join("\n")}`);
}

/** Throws when something is wider than the window. */
export async function fits(page: Page): Promise<void> {
  const [wide, width] = (await page.evaluate(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  )) as [number, number];
  if (wide > width) throw new Error(`${page.url()} is ${wide} px wide in a window of ${width} px`);
}

/** Writes screenshots/<name>-<variant>.png, the whole page. */
export async function screenshot(page: Page, name: string, variant: Variant): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `${name}-${variant}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
}

/** A page as it stands now, in light, dark and phone width: picture, axe, width. Leaves it light and wide. */
export async function inspect(page: Page, name: string): Promise<void> {
  try {
    for (const [variant, { scheme, viewport }] of Object.entries(VARIANTS)) {
      await page.setViewportSize({ ...viewport });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await screenshot(page, name, variant as Variant);
      await accessible(page);
      await fits(page);
    }
  } finally {
    await page.setViewportSize({ ...DESKTOP });
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  }
}

// What the web page is made of, as one hash: whether a build is still the one of these sources.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { FUNCTIONS_DIR, ROOT } from "./paths.ts";
import { WEB_DIR } from "./web.ts";

/** Is there a page to build at all? */
export const hasSources = (): boolean => existsSync(join(WEB_DIR, "index.html"));

function filesIn(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Of everything that the page is made of: its own files, what it shares with the functions, the packages. */
export function sourcesHash(): string {
  const tops = readdirSync(WEB_DIR).filter((name) => !/^(dist|node_modules|\.)/.test(name));
  const files = [...tops.map((name) => join(WEB_DIR, name)), join(FUNCTIONS_DIR, "_shared")]
    .flatMap(filesIn)
    .filter((name) => !/\.test\.tsx?$/.test(name))
    .sort();
  const hash = createHash("sha256");
  for (const file of [...files, join(ROOT, "package-lock.json")])
    hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

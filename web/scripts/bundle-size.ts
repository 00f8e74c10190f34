// What a first visit loads, gzipped: the entry, everything that it imports, and its styles. Exits 1 beyond the budget.
//   node web/scripts/bundle-size.ts [folder, web/dist when absent]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 250;

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}
type Manifest = Record<string, Chunk>;

/** Files that a browser must have before the chunk runs. */
function filesOf(manifest: Manifest, key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const file of chunk.css ?? []) seen.add(file);
  for (const next of chunk.imports ?? []) filesOf(manifest, next, seen);
  return seen;
}

const dist = process.argv[2] ?? fileURLToPath(new URL("../dist/", import.meta.url));
const kilobytes = (file: string): number =>
  gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;
const sum = (files: Iterable<string>): number =>
  [...files].reduce((total, file) => total + kilobytes(file), 0);

const manifest = JSON.parse(readFileSync(join(dist, ".vite", "manifest.json"), "utf8")) as Manifest;
const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry);
if (!entry) throw new Error(`${dist} holds no page: build it first, npx vite build web`);

const initial = filesOf(manifest, entry);
for (const file of initial) console.log(`${kilobytes(file).toFixed(1).padStart(8)} kB  ${file}`);
const total = sum(initial) + kilobytes("index.html") + kilobytes("theme.js");
console.log(`${total.toFixed(1).padStart(8)} kB  initial, of ${BUDGET_KB} kB`);

console.log("\n   more with each page:");
const pages = Object.keys(manifest)
  .filter((key) => key.includes("-page.tsx"))
  .map((key) => ({ key, kb: sum([...filesOf(manifest, key)].filter((file) => !initial.has(file))) }))
  .sort((a, b) => b.kb - a.kb);
for (const { key, kb } of pages) console.log(`${kb.toFixed(1).padStart(8)} kB  ${key}`);

if (total > BUDGET_KB) {
  console.error(`The initial bundle has ${total.toFixed(1)} kB, beyond its budget of ${BUDGET_KB} kB.`);
  process.exitCode = 1;
}

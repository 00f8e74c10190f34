// One Deno process serves every function, so their deno.json files become one import map.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StackError } from "../errors.ts";
import { FUNCTIONS_DIR } from "../paths.ts";

/** Names of the functions: folders with an index.ts, but for `_shared` and the like. */
export function functionNames(): string[] {
  if (!existsSync(FUNCTIONS_DIR)) return [];
  return readdirSync(FUNCTIONS_DIR, { withFileTypes: true })
    .filter(
      (e) => e.isDirectory() && !/^[_.]/.test(e.name) && existsSync(join(FUNCTIONS_DIR, e.name, "index.ts")),
    )
    .map((e) => e.name)
    .sort();
}

/** The imports of one function's deno.json. */
export function importsOf(name: string): Record<string, string> {
  const file = join(FUNCTIONS_DIR, name, "deno.json");
  if (!existsSync(file)) return {};
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { imports?: Record<string, string> }).imports ?? {};
  } catch {
    throw new StackError(
      `supabase/functions/${name}/deno.json is not JSON.`,
      "Mend it; comments are not allowed.",
    );
  }
}

/** Writes the merged map; says which functions disagree about a version. */
export function writeImportMap(file: string): void {
  const merged = new Map<string, { target: string; by: string }>();
  for (const name of functionNames()) {
    for (const [bare, target] of Object.entries(importsOf(name))) {
      const known = merged.get(bare);
      if (known && known.target !== target) {
        throw new StackError(
          `Functions ${known.by} and ${name} want different "${bare}": ${known.target} and ${target}.`,
          "Give both deno.json files the same version.",
        );
      }
      merged.set(bare, { target, by: name });
    }
  }
  const imports = Object.fromEntries([...merged].map(([bare, { target }]) => [bare, target]));
  writeFileSync(file, JSON.stringify({ imports }, null, 2));
}

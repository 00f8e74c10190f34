// The functions name their packages in deno.json, the tests and this stack take them from package.json:
// both must name the same versions.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../paths.ts";
import { functionNames, importsOf } from "./import-map.ts";

interface NpmTarget {
  readonly name: string;
  readonly version: string;
  /** "" or "/sub/path.js" */
  readonly path: string;
}

/** `npm:zod@4.6.7`, `npm:@supabase/supabase-js@2.1.0/cors` → its parts; undefined for anything else. */
export function parseNpm(target: string): NpmTarget | undefined {
  const parts = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)@([^/]+)(\/.*)?$/.exec(target);
  return parts ? { name: parts[1] as string, version: parts[2] as string, path: parts[3] ?? "" } : undefined;
}

/** Under Node a bare name of a function's deno.json leads where its npm: target says. */
export function nodeAliases(): { find: RegExp; replacement: string }[] {
  const aliases = new Map<string, string>();
  for (const name of functionNames()) {
    for (const [bare, target] of Object.entries(importsOf(name))) {
      const npm = parseNpm(target);
      if (npm && npm.name + npm.path !== bare) aliases.set(bare, npm.name + npm.path);
    }
  }
  const exact = (bare: string): RegExp => new RegExp(`^${bare.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
  return [...aliases].map(([bare, replacement]) => ({ find: exact(bare), replacement }));
}

/** Every disagreement between a deno.json and package.json, as a sentence. */
export function versionDisagreements(): string[] {
  const pack = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const wanted = { ...pack.devDependencies, ...pack.dependencies };
  return functionNames().flatMap((name) =>
    Object.entries(importsOf(name)).flatMap(([bare, target]) => {
      const where = `supabase/functions/${name}/deno.json: "${bare}"`;
      const npm = parseNpm(target);
      if (!npm) return target.startsWith("npm:") ? [`${where} names no exact version: ${target}`] : [];
      if (wanted[npm.name] === npm.version) return [];
      return [`${where} is ${npm.name}@${npm.version}, package.json says ${wanted[npm.name] ?? "nothing"}`];
    }),
  );
}

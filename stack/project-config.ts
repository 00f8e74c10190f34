import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { SUPABASE_DIR } from "./paths.ts";

/** What the stack takes from supabase/config.toml, so that both ways to run the project agree. */
export interface ProjectConfig {
  readonly schemas: readonly string[];
  readonly extraSearchPath: readonly string[];
  readonly maxRows: number;
  /** Names of the functions whose block says verify_jwt = false. */
  readonly openFunctions: ReadonlySet<string>;
}

interface Toml {
  readonly api: { schemas: string[]; extra_search_path: string[]; max_rows: number };
  readonly functions?: Record<string, { verify_jwt?: boolean }>;
}

export function readProjectConfig(): ProjectConfig {
  const toml = parse(readFileSync(join(SUPABASE_DIR, "config.toml"), "utf8")) as unknown as Toml;
  const functions = Object.entries(toml.functions ?? {});
  return {
    schemas: toml.api.schemas,
    extraSearchPath: toml.api.extra_search_path,
    maxRows: toml.api.max_rows,
    openFunctions: new Set(functions.filter(([, f]) => f.verify_jwt === false).map(([name]) => name)),
  };
}

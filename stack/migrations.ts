// The project's own files go into the database the way a deployment does it: by the supabase CLI, as `postgres`.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { supabaseBinary } from "./binaries.ts";
import { StackError } from "./errors.ts";
import { type Home, MIGRATIONS_DIR, ROOT, SUPABASE_DIR } from "./paths.ts";

const run = promisify(execFile);
const SEED = join(SUPABASE_DIR, "seed.sql");

/** The CLI asks nothing, reports nothing to its makers, and colours nothing. */
export const CLI_ENV = {
  ...process.env,
  DO_NOT_TRACK: "1",
  SUPABASE_TELEMETRY_DISABLED: "1",
  NO_COLOR: "1",
  CI: "1",
};

export const migrationFiles = (): string[] =>
  existsSync(MIGRATIONS_DIR)
    ? readdirSync(MIGRATIONS_DIR)
        .filter((name) => /^\d+_.+\.sql$/.test(name))
        .sort()
    : [];

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const name of migrationFiles()) hash.update(name).update(readFileSync(join(MIGRATIONS_DIR, name)));
  if (existsSync(SEED)) hash.update(readFileSync(SEED));
  return hash.digest("hex");
}

/** Runs the real CLI against this stack's database; its output on failure is the message. */
export async function supabaseCli(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(supabaseBinary(), args, { cwd: ROOT, env: CLI_ENV, maxBuffer: 64e6 });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-40).join("\n");
    throw new StackError(
      `supabase ${args[0]} ${args[1]} failed:\n${said}`,
      "The stack's data is untouched by a failed migration file: mend the file and run `genesis up` again. (`genesis reset` first, if files changed that had been applied.)",
      5,
    );
  }
}

/** Pushes what is new. A home whose files are unchanged since its last push is left alone (saves a second). */
export async function pushMigrations(home: Home, dbUrl: string): Promise<"pushed" | "unchanged" | "none"> {
  if (migrationFiles().length === 0) return "none";
  const mark = join(home.postgres, "data", "genesis.migrations"); // goes with the data that it speaks of
  const now = fingerprint();
  if (existsSync(mark) && readFileSync(mark, "utf8") === now) return "unchanged";
  const seed = existsSync(SEED) ? ["--include-seed"] : [];
  await supabaseCli(["db", "push", `--remote=${dbUrl}`, "--yes", ...seed]);
  writeFileSync(mark, now);
  return "pushed";
}

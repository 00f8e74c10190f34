// `npm run types`: writes supabase/functions/_shared/database.types.ts from the running stack's database.
// With --check it changes nothing and fails when the file differs. --home DIR names the stack.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { supabaseCli } from "../stack/migrations.ts";
import { FUNCTIONS_DIR } from "../stack/paths.ts";
import { readProjectConfig } from "../stack/project-config.ts";
import { readOptions } from "./options.ts";
import { complain, say } from "./output.ts";
import { withoutPartitions } from "./partition-types.ts";
import { requireRunning } from "./running.ts";

/** True when the file says what the database says, in the end. */
async function generate(argv: readonly string[]): Promise<boolean> {
  const options = readOptions(argv, { check: { type: "boolean" } });
  const info = requireRunning(options.home);
  const schemas = readProjectConfig().schemas.join(",");
  const made = withoutPartitions(
    await supabaseCli(["gen", "types", `--remote=${info.db_url}`, `--schema=${schemas}`]),
  );
  const file = join(FUNCTIONS_DIR, "_shared", "database.types.ts");
  const same = existsSync(file) && readFileSync(file, "utf8") === made;
  if (same) say("The generated types are current.");
  else if (options.values.check) say(`${file} differs from the database: run \`npm run types\`.`);
  else {
    mkdirSync(join(FUNCTIONS_DIR, "_shared"), { recursive: true });
    writeFileSync(file, made);
    say(`Wrote ${file}.`);
  }
  return same || !options.values.check;
}

try {
  process.exitCode = (await generate(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  process.exitCode = complain(error);
}
process.exit();

// What `genesis doctor` looks at. Each check answers with findings; none changes anything.
import { accessSync, constants, existsSync, readFileSync, statfsSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  denoBinary,
  extensionArchives,
  postgresPackage,
  postgrestBinary,
  supabaseBinary,
} from "../stack/binaries.ts";
import { messageOf, StackError } from "../stack/errors.ts";
import { parseEnvFile } from "../stack/functions/settings.ts";
import { versionDisagreements } from "../stack/functions/versions.ts";
import type { Home } from "../stack/paths.ts";
import { readRun } from "../stack/run-file.ts";
import { readSecrets } from "../stack/secrets.ts";
import { type Finding, note, ok, problem } from "./finding.ts";
import { answers, runningParts } from "./findings-running.ts";

function packages(): Finding[] {
  const parts = {
    PostgreSQL: postgresPackage,
    PostgREST: postgrestBinary,
    Deno: denoBinary,
    "supabase CLI": supabaseBinary,
    "pgmq and pgTAP": extensionArchives,
  };
  return Object.entries(parts).map(([name, find]) => {
    try {
      find();
      return ok(`${name} is installed.`);
    } catch (error) {
      return problem(messageOf(error), error instanceof StackError ? error.hint : "Run `npm ci`.");
    }
  });
}

function homeFolder(home: Home): Finding[] {
  let at = home.dir;
  while (!existsSync(at)) at = dirname(at);
  const findings: Finding[] = [];
  try {
    accessSync(at, constants.W_OK);
  } catch {
    findings.push(
      problem(
        `${at} is not writable.`,
        "Choose another folder with --home, or mend its owner (was the stack started by root?).",
      ),
    );
  }
  const { bavail, bsize } = statfsSync(at);
  const free = (bavail * bsize) / 2 ** 30;
  if (free < 1)
    findings.push(
      problem(
        `Only ${free.toFixed(1)} GiB are free at ${at}.`,
        "A stack needs about 200 MB, and room for data.",
      ),
    );
  const data = join(home.postgres, "data");
  if (existsSync(data) && !existsSync(join(data, "genesis.ready"))) {
    findings.push(note(`The data folder ${data} is half-written.`, "The next `genesis up` makes it anew."));
  } else if (existsSync(data) && !existsSync(home.env)) {
    findings.push(
      problem(`${home.env} with the keys to ${data} is gone.`, "`genesis reset` makes the stack anew."),
    );
  }
  return findings.length > 0 ? findings : [ok(`The home ${home.dir} is sound.`)];
}

function settings(home: Home): Finding[] {
  const own = existsSync(home.functionsEnv)
    ? Object.keys(parseEnvFile(readFileSync(home.functionsEnv, "utf8")))
    : [];
  const made = Object.keys(readSecrets(home)?.settings ?? {});
  const findings = own.length > 0 ? [note(`functions.env replaces: ${own.join(", ")}.`)] : [];
  const reserved = own.filter((name) => name.startsWith("SUPABASE_"));
  if (reserved.length > 0) {
    findings.push(
      problem(
        `${reserved.join(", ")} cannot be set: Supabase sets these names.`,
        `Remove them from ${home.functionsEnv}.`,
      ),
    );
  }
  return made.length > 0 ? [...findings, ok(`Generated settings: ${made.join(", ")}.`)] : findings;
}

export async function lookAround(home: Home, port: number): Promise<Finding[]> {
  const run = readRun(home);
  const versions = versionDisagreements().map((said) => problem(said, "Give both the same version."));
  const parts = await Promise.all([
    packages(),
    homeFolder(home),
    runningParts(run, port),
    answers(run),
    settings(home),
  ]);
  return [
    ok(`Node ${process.version} on ${process.platform}-${process.arch}.`),
    ...parts.flat(),
    ...versions,
  ];
}

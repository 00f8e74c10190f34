// The offline verifier: node cli/audit/verify-file.ts <export.jsonl> --keys <jwks.json> [--checkpoints <copies.jsonl>]
// Needs Node 22.18 or later, this folder, the exported file and the public key: no database, no package, no network.
// Exit code 0: every chain is sound; 1: one is not; 2: wrong usage, or a file that cannot be read, or was broken off; 3: all
// are sound as far as they go, and copies of checkpoints know of more.
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PROBLEMS, type Verdict } from "./chain.ts";
import { verifyFile } from "./file.ts";
import { signatureCheck } from "./keys.ts";

export function sentence(verdict: Verdict): string {
  const signed =
    verdict.signed_through === null ? "nothing signed" : `signed through ${verdict.signed_through}`;
  const head = `${verdict.workspace_id}: ${verdict.entries} entries, ${signed}`;
  if (!verdict.ok)
    return `${head}, NOT SOUND at ${verdict.first_bad_seq}: ${PROBLEMS[verdict.problem ?? ""] ?? verdict.problem}`;
  const { later } = verdict;
  if (!later) return `${head}, sound`;
  return `${head}, sound as far as it goes: a checkpoint of ${later.signed_at} covers entry ${later.seq}, which the file has not. Is it older than that, or not meant to hold this chain? If neither, something was cut off`;
}

const SOUND_AS_FAR = 3;

/** 0, 1 or 3, as above. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.length === 0 || verdicts.some(({ ok }) => !ok)) return 1;
  return verdicts.some(({ later }) => later) ? SOUND_AS_FAR : 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keys: { type: "string" },
      checkpoints: { type: "string" },
      only: { type: "string", multiple: true },
      json: { type: "boolean" },
    },
  });
  const [path] = positionals;
  if (!path || !values.keys) {
    console.error(
      "verify-file.ts <export.jsonl> --keys <jwks.json> [--checkpoints <copies.jsonl>] [--only <workspace id>]… [--json]",
    );
    return 2;
  }
  const check = signatureCheck(readFileSync(values.keys, "utf8"));
  const verdicts = await verifyFile(path, check, values.checkpoints, values.only);
  if (values.json) console.log(JSON.stringify(verdicts, null, 2));
  else for (const verdict of verdicts) console.log(sentence(verdict));
  if (verdicts.length === 0) console.error("The file holds no entry.");
  return exitCodeOf(verdicts);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
  }
}

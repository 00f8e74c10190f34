import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { messageOf } from "../../stack/errors.ts";
import { connect } from "../../stack/postgres.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { print, printJson, printTable, say } from "../output.ts";
import { requireRunning } from "../running.ts";

type Sql = ReturnType<typeof connect>;
type Result = Record<string, unknown>[] & { command?: string; count?: number };

/** Runs text that may hold several statements; shows each one's rows. */
async function execute(sql: Sql, text: string, json: boolean): Promise<void> {
  const answer = (await sql.unsafe(text)) as unknown as Result | Result[];
  const results = (Array.isArray(answer[0]) ? answer : [answer]) as Result[];
  for (const result of results) {
    if (json) printJson([...result]);
    else if (result.length > 0 || result.command === "SELECT") printTable(result);
    else print(`${result.command ?? "OK"} ${result.count ?? ""}`.trim());
  }
}

async function prompt(sql: Sql): Promise<void> {
  say("psql is not on the PATH; this is a small prompt. End a statement with ;  Leave with Ctrl-D.");
  const lines = createInterface({ input: process.stdin, output: process.stderr, prompt: "genesis=> " });
  let text = "";
  lines.prompt();
  for await (const line of lines) {
    text += `${line}\n`;
    if (/;\s*$/.test(text)) {
      await execute(sql, text, false).catch((error: unknown) => say(`ERROR: ${messageOf(error)}`));
      text = "";
    }
    lines.prompt();
  }
}

const command: Command = {
  usage: "psql [-c SQL] [--home DIR]",
  about: "Runs SQL as `postgres`; without -c opens psql if it is on the PATH, else a small prompt.",
  takes: 0,
  options: { command: { type: "string", short: "c" } },
  async run(options) {
    const info = requireRunning(options.home);
    const text = options.values.command as string | undefined;
    if (text === undefined) {
      const opened = spawnSync("psql", [info.db_url], { stdio: "inherit" });
      if (!opened.error) return opened.status ?? EXIT.failed;
    }
    const sql = connect(info.db_url);
    try {
      if (text === undefined) await prompt(sql);
      else await execute(sql, text, options.json);
      return EXIT.ok;
    } catch (error) {
      const { detail, hint, code } = error as { detail?: string; hint?: string; code?: string };
      say(
        `ERROR ${code ?? ""}: ${messageOf(error)}${detail ? `\nDETAIL: ${detail}` : ""}${hint ? `\nHINT: ${hint}` : ""}`,
      );
      return EXIT.failed;
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
};
export default command;

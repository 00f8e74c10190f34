import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Finding } from "../finding.ts";
import { lookAround } from "../findings.ts";
import { print, printJson } from "../output.ts";

const MARK: Record<Finding["level"], string> = { ok: "✓", note: "·", problem: "✗" };

const command: Command = {
  usage: "doctor [--json] [--home DIR] [--port N]",
  about:
    "Looks at the machine, the packages, the home and the running stack; says each finding with its fix.",
  takes: 0,
  options: {},
  async run(options) {
    const findings = await lookAround(options.home, options.port);
    if (options.json) printJson(findings);
    else {
      for (const finding of findings) {
        print(`${MARK[finding.level]} ${finding.what}`);
        if (finding.fix) print(`    → ${finding.fix}`);
      }
    }
    return findings.some((f) => f.level === "problem") ? EXIT.failed : EXIT.ok;
  },
};
export default command;

import { StackError } from "../../stack/errors.ts";
import type { FreezeAnswer, FreezeStatus } from "../../supabase/functions/_shared/contracts/freeze.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { followFreeze, PATH, readFreeze, refused } from "../freeze/follow.ts";
import { countOf, pendingLine, permitLine, stageLine } from "../freeze/show.ts";
import type { Options } from "../options.ts";
import { plain, print, printJson, say } from "../output.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE, type Project, workspaceOf } from "../project.ts";

/** A sidecar that does not answer by then needs somebody to look at it. */
const USUAL_WAIT_S = 300;

function report(slug: string, status: FreezeStatus, json: boolean): number {
  const isDone = status.frozen && status.pending.length === 0;
  if (json) printJson({ workspace: slug, ...status });
  else if (!status.frozen) print(`${slug} is not frozen.`);
  else if (isDone) {
    print(`${slug} is frozen and verified: ${countOf(status.would_start)} workflows are off that ran.`);
  } else {
    print(`${slug} is frozen: the database refuses everything. Not done yet: ${status.pending.join(", ")}.`);
    print(pendingLine(status));
    print("It is tried again until it is done. docs/runbook.md says what else to do.");
  }
  return isDone ? EXIT.ok : EXIT.failed;
}

async function freeze(project: Project, id: string, slug: string, reason: string): Promise<FreezeAnswer> {
  const asked = { workspace_id: id, reason };
  const answer = await project.functions.call<FreezeAnswer>("POST", PATH, asked).catch((error) => {
    throw refused(slug, error);
  });
  say(`${slug} is frozen: from now on the database refuses everything. ${permitLine(answer.open_permits)}`);
  return answer;
}

async function show(project: Project, id: string, slug: string, json: boolean): Promise<number> {
  const status = await readFreeze(project, id);
  const { events, costs } = status.quarantined;
  if (!json && !status.frozen && events + costs > 0)
    print(`Still being applied of what was kept: ${events} events, ${costs} costs.`);
  if (!json && status.frozen) {
    print(`${slug}: "${plain(status.reason ?? "")}", by ${status.frozen_by} at ${status.frozen_at}`);
    for (const stage of status.stages) print(stageLine(stage, status.stages[0]?.at ?? ""));
    print(`Kept until it is unfrozen: ${events} events, ${costs} costs.`);
  }
  const code = report(slug, status, json);
  return status.frozen ? code : EXIT.ok;
}

function waitOf(options: Options): number {
  if (options.values["no-wait"]) return 0;
  const seconds = Number(options.values.wait ?? USUAL_WAIT_S);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new StackError("--wait needs a number of seconds.", "For example: --wait 600", EXIT.usage);
}

const command: Command = {
  usage: `freeze <workspace slug> --reason "…" [--no-wait | --wait SECONDS] | --status [--json] ${PROJECT_USAGE}`,
  about: `Stops a workspace as an operator: the database refuses everything at once, then each stage is shown until n8n is verified to be off. Done (0): verified, or with --no-wait enforced in the database; failed (1): frozen, but not verified within ${USUAL_WAIT_S} s. --status only shows; failed (1): frozen, and not verified yet.`,
  takes: 1,
  options: {
    ...PROJECT_OPTIONS,
    reason: { type: "string" },
    wait: { type: "string" },
    "no-wait": { type: "boolean" },
    status: { type: "boolean" },
  },
  async run(options) {
    const [slug = ""] = options.args;
    const project = openProject(options);
    const id = await workspaceOf(project, slug);
    if (options.values.status) return show(project, id, slug, options.json);
    const reason = String(options.values.reason ?? "").trim();
    if (!reason) {
      const hint = 'Give --reason "…": the customer reads it in the banner, the audit log keeps it.';
      throw new StackError("A freeze needs a reason.", hint, EXIT.usage);
    }
    const wait = waitOf(options);
    const answer = await freeze(project, id, slug, reason);
    if (wait > 0) return report(slug, await followFreeze(project, id, wait), options.json);
    if (options.json) printJson({ workspace: slug, ...answer });
    else
      print(
        `${slug} is frozen. Not done yet: ${answer.pending.join(", ")}. \`genesis freeze ${slug} --status\` shows it.`,
      );
    return EXIT.ok;
  },
};
export default command;

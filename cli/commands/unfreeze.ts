import { StackError } from "../../stack/errors.ts";
import type { FreezeStatus, UnfreezeAnswer } from "../../supabase/functions/_shared/contracts/freeze.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { PATH, readFreeze, refused } from "../freeze/follow.ts";
import { countOf, startLines } from "../freeze/show.ts";
import type { Options } from "../options.ts";
import { print, printJson, say } from "../output.ts";
import { openProject, PROJECT_OPTIONS, PROJECT_USAGE, type Project, workspaceOf } from "../project.ts";

/** `all`, or ids with commas; undefined: nothing starts. */
function choiceOf({ values }: Options): true | string[] | undefined {
  if (values.reactivate === undefined) return undefined;
  const text = String(values.reactivate).trim();
  if (text === "all") return true;
  const ids = text.split(",").flatMap((id) => id.trim() || []);
  if (ids.length > 0) return ids;
  throw new StackError(
    "--reactivate needs `all`, or ids.",
    "Without --reactivate they are listed.",
    EXIT.usage,
  );
}

/** What is off, and of it what this call starts, before it does. */
function announce(slug: string, { would_start }: FreezeStatus, choice: true | string[] | undefined): void {
  if (would_start.length === 0) return say(`${slug}: no workflow is off that ran before the freeze.`);
  const chosen = (id: string | null): boolean =>
    choice === true || (id !== null && (choice ?? []).includes(id));
  const starts = would_start.flatMap((campaign) => {
    const workflows = campaign.workflows.filter(({ id }) => chosen(campaign.campaign_id) || chosen(id));
    return workflows.length > 0 ? [{ ...campaign, workflows }] : [];
  });
  if (starts.length === 0) {
    say(`${slug}: these ran before the freeze and stay off:`);
    for (const line of startLines(would_start)) say(line);
    return;
  }
  say(`${slug}: these start, ${countOf(starts)} of the ${countOf(would_start)} that ran before the freeze:`);
  for (const line of startLines(starts)) say(line);
}

/** Of a workspace that is open already, what is still off can be started. */
function act(project: Project, id: string, frozen: boolean, choice: true | string[] | undefined) {
  const { call } = project.functions;
  if (!frozen && choice !== undefined)
    return call<UnfreezeAnswer>("POST", `${PATH}/reactivate`, { workspace_id: id, reactivate: choice });
  const reactivate = choice === undefined ? undefined : String(choice);
  return call<UnfreezeAnswer>("DELETE", PATH, { workspace_id: id, reactivate });
}

/** `before`: as it stood when it was asked. */
function report(slug: string, before: FreezeStatus, answer: UnfreezeAnswer): string[] {
  const lines: string[] = [];
  if (before.frozen) {
    const rest = answer.quarantine_waiting
      ? `, ${answer.quarantine_waiting} more are being applied (\`genesis freeze ${slug} --status\`)`
      : "";
    lines.push(
      `${slug} is open again; ${answer.quarantine_applied} events and costs that it had kept were applied${rest}.`,
    );
    lines.push(
      answer.webhook_token
        ? `The old webhook token is void, and there is no sidecar to give n8n the new one, shown only now: ${answer.webhook_token}`
        : "The old webhook token is void; n8n is given the new one.",
    );
  }
  if (before.would_start.length > 0) lines.push(`${answer.reactivating.length} workflows are being started.`);
  return lines;
}

const command: Command = {
  usage: `unfreeze <workspace slug> [--reactivate all|ids] [--dry-run] [--json] ${PROJECT_USAGE}`,
  about:
    "Opens a frozen workspace as an operator, with a new webhook token that n8n is given. Workflows stay off but for those of --reactivate (all, or ids of campaigns and workflows, with commas), which are listed first; also later, for a workspace that is open again. --dry-run only lists.",
  takes: 1,
  options: { ...PROJECT_OPTIONS, reactivate: { type: "string" }, "dry-run": { type: "boolean" } },
  async run(options) {
    const [slug = ""] = options.args;
    const project = openProject(options);
    const id = await workspaceOf(project, slug);
    const choice = choiceOf(options);
    const status = await readFreeze(project, id);
    announce(slug, status, choice);
    if (options.values["dry-run"]) {
      if (options.json)
        printJson({ workspace: slug, frozen: status.frozen, would_start: status.would_start });
      return EXIT.ok;
    }
    const answer = await act(project, id, status.frozen, choice).catch((error) => {
      throw refused(slug, error);
    });
    if (options.json) printJson({ workspace: slug, ...answer });
    else for (const line of report(slug, status, answer)) print(line);
    return EXIT.ok;
  },
};
export default command;

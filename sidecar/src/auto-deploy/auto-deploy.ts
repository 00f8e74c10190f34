// SIDECAR_AUTO_DEPLOY: the operator's fallback for a Genesis that cannot deploy. At a start it deploys of one
// campaign's seven workflows what is missing, switched off, and switches nothing on: that is Genesis's to do, as a
// reboot must never undo a freeze. A later ignition of the same campaign adopts what it finds (commands/workflows.ts).
import { mapIdOf, nameWith, plainName, standInId } from "../commands/ours.ts";
import type { Runner } from "../commands/runner.ts";
import { deployWorkflow, ourWorkflows } from "../commands/workflows.ts";
import type { Enroller } from "../genesis/enrolment.ts";
import { backoff, type Repeating, repeat } from "../genesis/repeat.ts";
import { type Log, messageOf } from "../log.ts";
import { EngineError, type EngineWorkflow } from "../n8n/engine.ts";
import type { Journal } from "../state/journal.ts";
import { compileFiles, type StandInWorkflow } from "./compile.ts";
import { readFiles } from "./files.ts";
import { BadFiles, VALUES_FILE } from "./problems.ts";

export interface AutoDeployParts {
  readonly folder: string;
  readonly enroller: Enroller;
  readonly runner: Runner;
  readonly journal: Journal;
  readonly log: Log;
}

/** Between two looks of a loop that has nothing more to do until the next start. */
const OVER_MS = 86_400_000;
const FIRST_MS = 500;
const MOST_MS = 60_000;

/** Not now: it is asked again. */
class NotYet extends Error {}
/** Genesis has switched everything off, and said nothing since that lets workflows come. */
class Stopped extends Error {}

/** Made by Genesis's own command for this campaign: whatever it is called by now, the campaign's id stands in it. */
const isGenesisOwn = (
  w: EngineWorkflow,
  { name, formerName, displayName }: StandInWorkflow,
  campaignId: string,
  id: string,
) => {
  const mapId = mapIdOf(w.name);
  if (mapId === id || !JSON.stringify(w.nodes).includes(campaignId)) return false;
  const said = plainName(w.name);
  const names = [name, formerName].map((each) => plainName(nameWith(each, id)));
  return names.includes(said) || said.includes(`] ${displayName} — `);
};

function requireLeave({ enroller, journal }: AutoDeployParts, workspaceId: string): void {
  if (!enroller.isSettled()) throw new NotYet("this sidecar has not enrolled");
  if (enroller.current()?.workspaceId !== workspaceId.toLowerCase()) {
    const message = "is not the workspace that this sidecar is enrolled for";
    throw new BadFiles([{ file: VALUES_FILE, field: "values.YOUR_WORKSPACE_ID", message }]);
  }
  if (journal.isStopped()) throw new Stopped("Genesis has switched all workflows off");
}

/** One turn a workflow: a freeze that comes in between has its turn before the next, and is looked for again. */
async function deployAll(parts: AutoDeployParts, signal: AbortSignal): Promise<Record<string, number>> {
  const files = readFiles(parts.folder);
  const workspaceId = files.values.YOUR_WORKSPACE_ID as string;
  const campaignId = (files.values.YOUR_CAMPAIGN_ID as string).toLowerCase();
  requireLeave(parts, workspaceId);
  const workflows = await parts.runner.inTurn(async ({ engine }) =>
    compileFiles(files, await engine.listCredentials()),
  );
  const done = { deployed: 0, standing: 0 };
  for (const compiled of workflows) {
    signal.throwIfAborted();
    await parts.runner.inTurn(async (context) => {
      requireLeave(parts, workspaceId);
      const map_id = standInId(campaignId, compiled.slug);
      const all = await ourWorkflows(context);
      if (all.some((w) => isGenesisOwn(w, compiled, campaignId, map_id))) {
        done.standing += 1;
        return;
      }
      const { slug: logical_id, name, hash, workflow } = compiled;
      await deployWorkflow(context, { map_id, logical_id, name, hash, workflow });
      // One of its own that stood already was changed at most.
      done[all.some((w) => mapIdOf(w.name) === map_id) ? "standing" : "deployed"] += 1;
    });
  }
  return done;
}

/** Runs beside the commands, once a start; whatever goes wrong is a line in the log, and no more. */
export function startAutoDeploy(parts: AutoDeployParts): Repeating {
  const { log } = parts;
  let isOver = false;
  let tries = 0;
  let waiting = "";
  const later = (why: string): number => {
    isOver = false;
    if (why !== waiting) log("info", "auto_deploy_waits", { cause: why });
    waiting = why;
    return backoff(tries++, FIRST_MS, MOST_MS);
  };
  return repeat(async (signal) => {
    if (isOver) return OVER_MS;
    isOver = true;
    try {
      log("info", "auto_deploy_done", await deployAll(parts, signal));
    } catch (error) {
      if (signal.aborted) return OVER_MS;
      if (error instanceof NotYet) return later(error.message);
      if (error instanceof EngineError && error.retryable) return later(error.message);
      if (error instanceof Stopped) log("warn", "auto_deploy_refused", { cause: error.message });
      else if (error instanceof BadFiles)
        for (const { file, field, message } of error.problems)
          log("error", "auto_deploy_failed", { file, field, cause: message });
      else log("error", "auto_deploy_failed", { cause: messageOf(error) });
    }
    return OVER_MS;
  });
}

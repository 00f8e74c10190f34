// Asks until the sidecar and its n8n answer, then has it prove whose it is. A server that is still booting costs no
// attempt; one that never comes is named when the time is up.
import { PermanentError } from "../../_shared/errors/mod.ts";
import { type Step, type StepContext, type StepOutcome, targetOf } from "./step.ts";

const AGAIN_LOCAL_S = 1;
const AGAIN_S = 5;
/** A command's token lives a minute, and the sidecar forgives 10 s: seconds that its clock may be ahead, or behind. */
const MOST_AHEAD_S = 60;
const MOST_BEHIND_S = 10;

function again({ message, clock }: StepContext, url: string, why: string): StepOutcome {
  const delay = message.state.mode === "local" ? AGAIN_LOCAL_S : AGAIN_S;
  // The next look may come late; SQL's own end says less than this sentence.
  if (clock.now() + 2 * delay * 1000 < Date.parse(message.deadline)) return { againInS: delay };
  throw new PermanentError("sidecar_not_ready", `The sidecar at ${url} was not ready in time: ${why}`, {
    url,
    why,
  });
}

/** What is wrong with its clock; undefined: it will take commands. */
function clockProblem(aheadS: number | null): string | undefined {
  if (aheadS === null || (aheadS <= MOST_AHEAD_S && aheadS >= -MOST_BEHIND_S)) return undefined;
  return `its clock is ${Math.abs(aheadS)} s ${aheadS > 0 ? "ahead of" : "behind"} Genesis's: it would refuse every command`;
}

export const handshakePending: Step = async (context) => {
  const { db, handshake, message } = context;
  const workspaceId = message.workspace_id;
  const assembled = await db.assemble(workspaceId);
  const { url } = targetOf(assembled);

  const health = await handshake.health(url);
  if (!health) return again(context, url, "it does not answer");
  if (health.workspaceId !== null && health.workspaceId !== workspaceId) {
    throw new PermanentError("sidecar_of_another", `The sidecar at ${url} belongs to another workspace`);
  }
  if (!health.enrolled) return again(context, url, health.problem ?? "it has not enrolled");
  if (!health.ok) return again(context, url, health.problem ?? "its n8n is not ready");
  const key = assembled.sidecar_keys?.sign_key;
  if (!key) {
    // It belongs to this workspace by its own account alone: no key of it was ever registered here.
    return again(context, url, "its key is not registered with Genesis");
  }
  const answer = await handshake.challenge(url, workspaceId, key);
  if (!answer) return again(context, url, "it does not answer the challenge");
  if (!answer.proven) {
    throw new PermanentError(
      "challenge_failed",
      `The sidecar at ${url} does not hold the key that was enrolled for this workspace`,
    );
  }
  const problem = clockProblem(answer.aheadS);
  if (problem) return again(context, url, problem);
  if (!answer.engineReady) return again(context, url, "its n8n is not ready");
  return { done: { sidecar: "proven" } };
};

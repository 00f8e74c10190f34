// One credential at a time: intent row, decrypted, sealed to the sidecar, n8n's id kept at once. When all are there the
// providers are asked, once a reading: a provider that is silent takes its own few seconds, and no one else's.
import { PermanentError, RetryableError } from "../../_shared/errors/mod.ts";
import type { SidecarTarget } from "../../_shared/sidecar/mod.ts";
import { engineCredential, hasEngineType, isTestable } from "../credential-types.ts";
import type { SealedCredential } from "../ports.ts";
import { ensureWebhookToken } from "../webhook-token.ts";
import { isTimeForMore, lasting, type Step, type StepContext, targetOf } from "./step.ts";

const TRIES = 3;
const PAUSE_MS = 2_000;
/** What a provider may take to judge its key, with all tries. The types that have a test fit into the time that no item is begun in. */
const TEST_MS = 10_000;
/** What n8n and the providers say to a wrong key. */
const REFUSED = /\b401\b|unauthori[sz]ed|authori[sz]ation failed|authentication|incorrect api key/i;

/** Time-outs, 429 and 5xx are RetryableError; what n8n refuses (400, 401) is permanent and leaves at once. */
async function threeTimes<T>({ clock, until }: StepContext, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const isLast = tries >= TRIES || clock.now() + PAUSE_MS >= until;
      if (!(error instanceof RetryableError) || isLast) throw error;
      await clock.sleep(PAUSE_MS);
    }
  }
}

/**
 * A key that the provider refuses is told now, not by the first mail that is never written. False: nobody judged it, as
 * n8n could not ask, or the provider was away or gave no answer in time, which is not the key's fault.
 */
async function test(context: StepContext, type: string, n8nId: string, target: SidecarTarget) {
  const { clock, message, until } = context;
  const options = { deadline: Math.min(until, clock.now() + TEST_MS) };
  let said: { ok: boolean; message?: string | null };
  try {
    const sidecar = context.sidecarFor(message);
    said = await sidecar.command(target, "TEST_CREDENTIAL", { n8n_id: n8nId }, options);
  } catch {
    return false;
  }
  if (!said.ok && REFUSED.test(said.message ?? "")) {
    throw new PermanentError("credential_refused", `The provider refuses the stored credential '${type}'`);
  }
  return said.ok;
}

async function inject(
  context: StepContext,
  target: SidecarTarget,
  credential: SealedCredential,
): Promise<string> {
  const { db, secrets, message } = context;
  const { workspace_id: id } = message;
  const row = await db.mapIntend(message, "credential", credential.type, null);
  if (row.state === "made" && row.n8n_id) return row.n8n_id;
  const { type, data } = engineCredential(credential.type, await secrets.open(id, credential));
  const payload = { map_id: row.id, logical_id: credential.type, name: credential.name, type, data };
  const sidecar = context.sidecarFor(message);
  const { n8n_id } = await threeTimes(context, () =>
    sidecar.command(target, "INJECT_CREDENTIAL", payload, lasting(context, { once: true })),
  );
  await db.mapMade(message, row.id, n8n_id, null);
  return n8n_id;
}

/** One of each type, the first by name: a template knows types, not names. */
const oneOfEach = (credentials: SealedCredential[]): SealedCredential[] => [
  ...new Map(
    credentials
      .filter(({ type }) => hasEngineType(type))
      .reverse()
      .map((credential) => [credential.type, credential]),
  ).values(),
];

export const credentialsInjecting: Step = async (context) => {
  const { db, message } = context;
  await ensureWebhookToken(context);
  const assembled = await db.assemble(message.workspace_id);
  const target = targetOf(assembled);
  const made: Record<string, string> = {};
  for (const credential of oneOfEach(assembled.credentials)) {
    if (!isTimeForMore(context)) return { againInS: 0 };
    made[credential.type] = await inject(context, target, credential);
  }
  // With time left for all of them: the step ends with this, so that no provider is asked again and again.
  if (!isTimeForMore(context)) return { againInS: 0 };
  const untested: string[] = [];
  for (const [type, n8nId] of Object.entries(made)) {
    if (isTestable(type) && !(await test(context, type, n8nId, target))) untested.push(type);
  }
  return { done: { credentials: made, ...(untested.length > 0 && { untested }) } };
};

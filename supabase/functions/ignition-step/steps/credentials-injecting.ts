// One credential at a time: intent row, decrypted, sealed to the sidecar, n8n's id kept at once.
import { PermanentError, RetryableError } from "../../_shared/errors/mod.ts";
import type { SidecarTarget } from "../../_shared/sidecar/mod.ts";
import { engineCredential, hasEngineType, isTestable } from "../credential-types.ts";
import type { SealedCredential } from "../ports.ts";
import { ensureWebhookToken } from "../webhook-token.ts";
import { isTimeForMore, lasting, type Step, type StepContext, targetOf } from "./step.ts";

const TRIES = 3;
const PAUSE_MS = 2_000;
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

/** A key that the provider refuses is told now, not by the first mail that is never written. */
async function test(context: StepContext, type: string, n8nId: string, target: SidecarTarget) {
  if (!isTestable(type)) return;
  const sidecar = context.sidecarFor(context.message);
  let said: { ok: boolean; message?: string | null };
  try {
    said = await sidecar.command(target, "TEST_CREDENTIAL", { n8n_id: n8nId }, lasting(context));
  } catch {
    return; // n8n cannot test it, or the provider is away: not the key's fault
  }
  if (!said.ok && REFUSED.test(said.message ?? "")) {
    throw new PermanentError("credential_refused", `The provider refuses the stored credential '${type}'`);
  }
}

async function inject(
  context: StepContext,
  target: SidecarTarget,
  credential: SealedCredential,
): Promise<string> {
  const { db, secrets, message } = context;
  const { workspace_id: id } = message;
  const row = await db.mapIntend(id, "credential", credential.type, null);
  if (row.state === "made" && row.n8n_id) return row.n8n_id;
  const { type, data } = engineCredential(credential.type, await secrets.open(id, credential));
  const payload = { map_id: row.id, logical_id: credential.type, name: credential.name, type, data };
  const sidecar = context.sidecarFor(message);
  const { n8n_id } = await threeTimes(context, () =>
    sidecar.command(target, "INJECT_CREDENTIAL", payload, lasting(context, { once: true })),
  );
  await db.mapMade(id, row.id, n8n_id, null);
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
    const n8nId = await inject(context, target, credential);
    await test(context, credential.type, n8nId, target);
    made[credential.type] = n8nId;
  }
  return { done: { credentials: made } };
};

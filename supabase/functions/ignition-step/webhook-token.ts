// The webhook token is ignition's own: nobody enters it. Sealed in the vault first, then made valid by its hash, so
// that a crash between the two leaves a token that the next reading adopts.

import { newWebhookToken } from "../_shared/auth/webhook-token.ts";
import { PermanentError } from "../_shared/errors/mod.ts";
import { webhookSecret } from "./credential-types.ts";
import type { Message, Ports, SealedCredential } from "./ports.ts";

export const WEBHOOK = "webhook";

const webhookOf = (credentials: SealedCredential[]): SealedCredential | undefined =>
  credentials.find(({ type }) => type === WEBHOOK);

export async function ensureWebhookToken({
  db,
  secrets,
  message,
}: Pick<Ports, "db" | "secrets"> & { message: Message }): Promise<void> {
  const id = message.workspace_id;
  let stored = webhookOf((await db.assemble(id)).credentials);
  if (!stored) {
    await secrets.put(id, WEBHOOK, WEBHOOK, { token: newWebhookToken() }, message);
    stored = webhookOf((await db.assemble(id)).credentials);
  }
  const secret = stored && webhookSecret.safeParse(await secrets.open(id, stored));
  if (!secret?.success) throw new PermanentError("webhook_token_lost", "The vault has no webhook token");
  await db.webhookTokenSet(message, secret.data.token);
}

/** What ignition put into the vault goes; what people stored stays. */
export async function removeWebhookToken({
  db,
  secrets,
  message,
}: Pick<Ports, "db" | "secrets"> & { message: Message }): Promise<void> {
  const stored = webhookOf((await db.assemble(message.workspace_id)).credentials);
  if (stored) await secrets.remove(message.workspace_id, stored.id, message);
}

import type { z } from "zod";
import { uuid } from "../../_shared/contracts/mod.ts";
import {
  CREDENTIAL_SECRETS,
  type CredentialType,
  credentialSchema,
} from "../../_shared/contracts/onboarding.ts";
import { HttpError } from "../../_shared/errors/mod.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { asked, parseFields, posted } from "../../_shared/http/session-route.ts";
import type { CredentialRow } from "../credential-desk.ts";
import type { OnboardingDeps } from "../deps.ts";

/** The secret as its type wants it; 400 naming `secret.<field>`, never its value. */
export function parseSecret(type: CredentialType, secret: Record<string, unknown>): Record<string, unknown> {
  const schema: z.ZodObject = CREDENTIAL_SECRETS[type];
  try {
    return parseFields(schema, secret);
  } catch (error) {
    if (!(error instanceof HttpError) || !Array.isArray(error.body.fields)) throw error;
    const fields = error.body.fields.map((f) => ({ path: `secret.${f.path}`, message: f.message }));
    throw new HttpError("invalid_field", { fields });
  }
}

/** GET /onboarding/credentials */
export const listCredentials = (deps: OnboardingDeps): Route =>
  asked(deps, async ({ rpc, workspaceId }) => {
    const args = { p_workspace_id: workspaceId };
    return json({ credentials: await rpc<CredentialRow[]>("onboarding_credentials", args) });
  });

/** POST /onboarding/credentials: stores, or replaces the one of this type and name. */
export const storeCredential = (deps: OnboardingDeps): Route =>
  posted(deps, credentialSchema, async ({ rpc, person, workspaceId }, { type, name, secret }) => {
    const parsed = parseSecret(type, secret);
    // A stranger makes nobody derive a key; the role is judged again in the transaction that stores.
    await rpc("onboarding_access", { p_workspace_id: workspaceId });
    const place = { workspaceId, actor: person.userId };
    const { credential, stages } = await deps.credentials.put(place, { type, name, secret: parsed });
    return json({ success: true, credential, stages });
  });

/** DELETE /onboarding/credentials?workspace_id&id */
export const deleteCredential = (deps: OnboardingDeps): Route =>
  asked(deps, async ({ person, workspaceId }, query) => {
    const id = uuid().safeParse(query.get("id"));
    if (!id.success) {
      throw new HttpError("invalid_field", { fields: [{ path: "id", message: "must be a UUID" }] });
    }
    const { stages } = await deps.credentials.remove({ workspaceId, actor: person.userId }, id.data);
    return json({ success: true, stages });
  });

import { z } from "zod";
import { uuid } from "../../_shared/contracts/mod.ts";
import {
  CREDENTIAL_SECRETS,
  type CredentialType,
  credentialSchema,
} from "../../_shared/contracts/onboarding.ts";
import { HttpError } from "../../_shared/errors/mod.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { parseFields, posted } from "../../_shared/http/session-route.ts";
import { charge } from "../../_shared/rate.ts";
import type { OnboardingDeps } from "../deps.ts";
import { parseSecret } from "./credentials.ts";

const byId = z.object({ id: uuid() });
const entered = z.object({ type: credentialSchema.shape.type, secret: credentialSchema.shape.secret });

/** POST /onboarding/validate-credential: one that is stored (`id`), or one that was just typed (`type`, `secret`). */
export const validateCredential = (deps: OnboardingDeps): Route =>
  posted(deps, z.object({}), async ({ rpc, person, workspaceId, ctx }, _none, raw) => {
    const id = raw.id === undefined ? undefined : parseFields(byId, raw).id;
    const typed = id === undefined ? parseFields(entered, raw) : undefined;
    const given = typed && parseSecret(typed.type, typed.secret);
    await rpc("onboarding_access", { p_workspace_id: workspaceId });
    const stored = id === undefined ? undefined : await deps.credentials.open(workspaceId, id);
    if (stored === null) throw new HttpError("not_found", { sentence: "There is no such credential" });

    const type = (stored?.sealed.type ?? typed?.type) as CredentialType;
    const secret = stored ? (CREDENTIAL_SECRETS[type].safeParse(stored.secret).data ?? stored.secret) : given;
    await charge(deps.rpc, "outside", workspaceId);
    const { verdict, message } = await deps.validate(type, secret);
    ctx.outcome = `credential_${verdict}`;
    if (stored && verdict === "ok") {
      await deps.credentials.markValidated({ workspaceId, actor: person.userId }, stored.sealed);
    }
    return json({ verdict, message });
  });

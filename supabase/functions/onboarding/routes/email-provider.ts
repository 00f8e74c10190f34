import { emailSchema } from "../../_shared/contracts/onboarding.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { posted } from "../../_shared/http/session-route.ts";
import type { OnboardingDeps } from "../deps.ts";
import { type Saved, saved, seenOf } from "../outcome.ts";

/** POST /onboarding/email-provider: who sends, how much and when. Another provider may reopen the stage "credentials". */
export const saveEmailProvider = (deps: OnboardingDeps): Route =>
  posted(deps, emailSchema, async ({ person, workspaceId }, email, raw) => {
    const args = { p_workspace_id: workspaceId, p_actor: person.userId, p_email: email, ...seenOf(raw) };
    return json({ success: true, ...saved(await deps.rpc<Saved>("onboarding_email_save", args)) });
  });

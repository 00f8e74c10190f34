import { emailSchema } from "../../_shared/contracts/onboarding.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { posted } from "../../_shared/http/session-route.ts";
import type { OnboardingDeps, Stages } from "../deps.ts";

/** POST /onboarding/email-provider: who sends, how much and when. Another provider may reopen the stage "credentials". */
export const saveEmailProvider = (deps: OnboardingDeps): Route =>
  posted(deps, emailSchema, async ({ rpc, workspaceId }, email) => {
    const stages = await rpc<Stages>("onboarding_email_save", {
      p_workspace_id: workspaceId,
      p_email: email,
    });
    return json({ success: true, stages });
  });

import { z } from "zod";
import { SKIPPABLE_STAGES } from "../../_shared/contracts/onboarding.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { asked, posted } from "../../_shared/http/session-route.ts";
import type { OnboardingDeps, Stages } from "../deps.ts";
import { GOOGLE_SETTINGS } from "../google.ts";

/** GET /onboarding/progress: what is done and what it holds, for any member; and what this installation offers. */
export const readProgress = (deps: OnboardingDeps): Route =>
  asked(deps, async ({ rpc, workspaceId }) => {
    const progress = await rpc<object>("onboarding_progress", { p_workspace_id: workspaceId });
    const offers = {
      google: GOOGLE_SETTINGS.every((name) => deps.settings.optional(name) !== undefined),
      entri: deps.entri !== null,
      local: deps.settings.flag("LOCAL_MODE"),
    };
    return json({ ...progress, offers });
  });

const skipSchema = z.object({
  stage: z.enum(SKIPPABLE_STAGES, `must be one of ${SKIPPABLE_STAGES.join(", ")}`),
  status: z.literal("skipped", "must be skipped: a stage is done by its own route"),
});

/** POST /onboarding/progress: skips a stage that launch can do without. */
export const skipStage = (deps: OnboardingDeps): Route =>
  posted(deps, skipSchema, async ({ rpc, workspaceId }, { stage }) => {
    const stages = await rpc<Stages>("onboarding_skip", { p_workspace_id: workspaceId, p_stage: stage });
    return json({ success: true, stages });
  });

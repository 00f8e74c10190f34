import { z } from "zod";
import { brandSchema } from "../../_shared/contracts/onboarding.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { posted } from "../../_shared/http/session-route.ts";
import type { OnboardingDeps, Stages } from "../deps.ts";

/** POST /onboarding/brand */
export const saveBrand = (deps: OnboardingDeps): Route =>
  posted(deps, brandSchema, async ({ rpc, workspaceId }, brand) => {
    const stages = await rpc<Stages>("onboarding_brand_save", {
      p_workspace_id: workspaceId,
      p_brand: brand,
    });
    return json({ success: true, stages });
  });

const scrapeSchema = z.object({ url: z.string("is required").trim().min(1, "is required").max(2000) });

/** POST /onboarding/brand/auto-scrape: reads a website for its owner; saves nothing. */
export const scrapeBrand = (deps: OnboardingDeps): Route =>
  posted(deps, scrapeSchema, async ({ rpc, workspaceId, ctx }, { url }) => {
    await rpc("onboarding_access", { p_workspace_id: workspaceId });
    const answer = (await deps.scrape(url)) as { success: boolean; reason?: string };
    if (!answer.success) ctx.outcome = `scrape_${answer.reason ?? "failed"}`;
    return json(answer);
  });

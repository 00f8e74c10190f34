import { z } from "zod";
import { brandSchema } from "../../_shared/contracts/onboarding.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { posted } from "../../_shared/http/session-route.ts";
import { charge } from "../../_shared/rate.ts";
import type { OnboardingDeps } from "../deps.ts";
import { type Saved, saved, seenOf } from "../outcome.ts";

/** POST /onboarding/brand */
export const saveBrand = (deps: OnboardingDeps): Route =>
  posted(deps, brandSchema, async ({ person, workspaceId }, brand, raw) => {
    const args = { p_workspace_id: workspaceId, p_actor: person.userId, p_brand: brand, ...seenOf(raw) };
    return json({ success: true, ...saved(await deps.rpc<Saved>("onboarding_brand_save", args)) });
  });

const scrapeSchema = z.object({ url: z.string("is required").trim().min(1, "is required").max(2000) });

/** POST /onboarding/brand/auto-scrape: reads a website for its owner; saves nothing. */
export const scrapeBrand = (deps: OnboardingDeps): Route =>
  posted(deps, scrapeSchema, async ({ rpc, workspaceId, ctx }, { url }) => {
    await rpc("onboarding_access", { p_workspace_id: workspaceId });
    await charge(deps.rpc, "outside", workspaceId);
    const answer = (await deps.scrape(url)) as { success: boolean; reason?: string };
    if (!answer.success) ctx.outcome = `scrape_${answer.reason ?? "failed"}`;
    return json(answer);
  });

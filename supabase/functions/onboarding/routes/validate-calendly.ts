import { z } from "zod";
import { calendlySchema } from "../../_shared/contracts/onboarding.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { posted } from "../../_shared/http/session-route.ts";
import { charge } from "../../_shared/rate.ts";
import type { Access, OnboardingDeps } from "../deps.ts";
import { type Saved, saved, seenOf } from "../outcome.ts";

const schema = z.object({
  links: calendlySchema.shape.links.min(1, "at least one link"),
  save_anyway: z.boolean("must be true or false").default(false),
});

/** POST /onboarding/validate-calendly: does each link exist and take bookings? Saved when all do, or on demand. */
export const validateCalendly = (deps: OnboardingDeps): Route =>
  posted(deps, schema, async ({ rpc, person, workspaceId }, { links, save_anyway }, raw) => {
    const seen = seenOf(raw);
    const args = { p_workspace_id: workspaceId };
    const before = await rpc<Access>("onboarding_access", args);
    await charge(deps.rpc, "outside", workspaceId, links.length);
    const results = await Promise.all(
      links.map(async (link) => {
        const { ok, reason, message } = await deps.calendly(link);
        return { link, ok, reason, message };
      }),
    );
    if (!save_anyway && !results.every(({ ok }) => ok)) {
      return json({ success: false, results, stages: before.stages });
    }
    const now = { ...args, p_actor: person.userId, p_links: links, ...seen };
    return json({
      success: true,
      results,
      ...saved(await deps.rpc<Saved>("onboarding_calendly_save", now)),
    });
  });

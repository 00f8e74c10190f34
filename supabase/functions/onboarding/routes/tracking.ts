import { z } from "zod";
import { trackingSchema } from "../../_shared/contracts/onboarding.ts";
import { HttpError } from "../../_shared/errors/mod.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { type Call, posted } from "../../_shared/http/session-route.ts";
import { charge } from "../../_shared/rate.ts";
import type { Access, OnboardingDeps, Stages } from "../deps.ts";
import { passed, type Saved } from "../outcome.ts";

async function save(
  deps: OnboardingDeps,
  { workspaceId, person }: Call,
  domain: string,
  verified: boolean,
): Promise<Stages> {
  const args = { p_workspace_id: workspaceId, p_actor: person.userId };
  const outcome = await deps.rpc<Saved>("onboarding_tracking_save", {
    ...args,
    p_tracking_domain: domain,
    p_verified: verified,
  });
  if (outcome.code === "stage_first") {
    throw new HttpError("stage_first", { sentence: "Complete the Email stage before the tracking domain" });
  }
  return passed(outcome).stages;
}

/** POST /onboarding/tracking/setup: the domain is noted, unproven; links take it only once it is verified. */
export const setUpTracking = (deps: OnboardingDeps): Route =>
  posted(deps, trackingSchema, async (call, { tracking_domain }) => {
    const stages = await save(deps, call, tracking_domain, false);
    return json({ record: deps.dns.trackingRecord(tracking_domain), stages });
  });

/** POST /onboarding/tracking/verify: does the noted domain lead here? */
export const verifyTracking = (deps: OnboardingDeps): Route =>
  posted(deps, z.object({}), async (call) => {
    const access = await call.rpc<Access>("onboarding_access", { p_workspace_id: call.workspaceId });
    const domain = access.tracking_domain;
    if (!domain) {
      throw new HttpError("stage_first", { sentence: "Set up a tracking domain before it is verified" });
    }
    await charge(deps.rpc, "outside", call.workspaceId);
    const finding = await deps.dns.verifyTracking(domain);
    const verified = finding.status === "ok" || finding.status === "warning";
    return json({ finding, verified, stages: await save(deps, call, domain, verified) });
  });

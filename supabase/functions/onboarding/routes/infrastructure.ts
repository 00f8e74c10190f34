import type { FieldIssue } from "../../_shared/contracts/mod.ts";
import { infrastructureSchema } from "../../_shared/contracts/onboarding.ts";
import { unavailableModes } from "../../_shared/droplets/mod.ts";
import { DatabaseError, faultOf, HttpError } from "../../_shared/errors/mod.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { asked, posted } from "../../_shared/http/session-route.ts";
import type { OnboardingDeps } from "../deps.ts";
import { REGIONS, SIZES } from "../droplet-sizes.ts";
import { type Saved, saved, seenOf } from "../outcome.ts";

const modes = ({ settings }: OnboardingDeps): string[] =>
  settings.flag("LOCAL_MODE") ? ["local", "digitalocean"] : ["digitalocean"];

/** GET /onboarding/infrastructure: what was chosen, what there is to choose, and why some of it cannot be launched. */
export const readInfrastructure = (deps: OnboardingDeps): Route =>
  asked(deps, async ({ rpc, workspaceId }) => {
    const args = { p_workspace_id: workspaceId };
    await rpc("onboarding_access", args);
    const { infrastructure } = await rpc<{ infrastructure: object | null }>("onboarding_progress", args);
    return json({
      current: infrastructure,
      modes: modes(deps),
      unavailable: unavailableModes(deps.settings),
      regions: REGIONS,
      sizes: SIZES,
    });
  });

/** POST /onboarding/infrastructure: local, or a droplet of the list; what cannot be launched yet may be chosen ahead. */
export const saveInfrastructure = (deps: OnboardingDeps): Route =>
  posted(deps, infrastructureSchema, async ({ rpc, person, workspaceId }, { mode, ...chosen }, raw) => {
    const seen = seenOf(raw);
    const droplet = mode === "digitalocean";
    const size = droplet ? SIZES.find(({ slug }) => slug === chosen.size) : undefined;
    const fields: FieldIssue[] = [];
    if (droplet && !REGIONS.some(({ slug }) => slug === chosen.region))
      fields.push({ path: "region", message: "is not offered" });
    if (droplet && !size) fields.push({ path: "size", message: "is not offered" });
    if (fields.length > 0) throw new HttpError("invalid_field", { fields });
    if (!droplet && !modes(deps).includes(mode)) {
      await rpc("onboarding_access", { p_workspace_id: workspaceId });
      throw new HttpError("local_not_offered");
    }
    const args = {
      p_workspace_id: workspaceId,
      p_actor: person.userId,
      p_mode: mode,
      p_region: droplet ? chosen.region : null,
      p_size: size?.slug ?? null,
      p_price_monthly_usd: size?.monthly_usd ?? 0,
      ...seen,
    };
    try {
      return json({ success: true, ...saved(await deps.rpc<Saved>("onboarding_infrastructure_save", args)) });
    } catch (cause) {
      // Whatever kept the row from being written: nothing is chosen yet, and the wizard says so.
      if (!(cause instanceof DatabaseError) || faultOf(cause) === "said") throw cause;
      throw new HttpError("configuration_not_saved", { extra: { success: false }, cause });
    }
  });

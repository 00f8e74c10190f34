// What stands in a live workspace, from the notes of its run; the plan says what a launch would make today.
import type { LaunchDeployed, LaunchMakes } from "../_shared/contracts/launch.ts";
import { STAGES, type Stage } from "../_shared/contracts/onboarding.ts";
import { type MailProvider, parseManifest, variantFor } from "../_shared/templates/mod.ts";
import { triggerOf } from "./trigger.ts";

/** As private.launch_deployed gives it. */
export interface StoredDeployed {
  partition: string;
  droplet: LaunchMakes["droplet"];
  credentials: string[];
  campaign: LaunchMakes["campaign"];
  provider: MailProvider | null;
  workflows: { slug: string; name: string | null; manifest: unknown }[];
  saved_since: Stage[];
}

/** Throws TemplateError for a manifest that is none. */
export function deployedOf(stored: StoredDeployed): LaunchDeployed {
  const { partition, droplet, credentials, campaign, provider, workflows, saved_since } = stored;
  return {
    made: {
      partition,
      droplet,
      credentials: credentials.map((type) => ({ type, name: null })),
      campaign,
      workflows: workflows.map(({ slug, name, manifest }) => {
        const parsed = parseManifest(manifest);
        return {
          slug,
          name: name ?? parsed.display_name,
          file: provider && variantFor(parsed, provider).file,
          cadence_minutes: parsed.cadence_minutes,
          trigger: triggerOf(parsed),
        };
      }),
    },
    // In the order of the wizard.
    saved_since: STAGES.filter((stage) => saved_since.includes(stage)),
  };
}

// The dry run: the real compiler over the real templates, so that what the plan says is what ignition does.
import { gapOf, type LaunchGap, type LaunchPlan, SKIPPED } from "../_shared/contracts/launch.ts";
import { SKIPPABLE_STAGES, STAGES, type Stage } from "../_shared/contracts/onboarding.ts";
import { unavailable } from "../_shared/droplets/mod.ts";
import type { Settings } from "../_shared/env.ts";
import { HttpError } from "../_shared/errors/mod.ts";
import {
  type CompileInput,
  CREDENTIAL_PLACEHOLDERS,
  compileTemplate,
  type MailProvider,
  PLACEHOLDERS,
  requiredCredentials,
  type Template,
  TemplateError,
  variantFor,
} from "../_shared/templates/mod.ts";
import type { IgnitionConfig } from "./assemble.ts";
import { pickState } from "./state.ts";
import { triggerOf } from "./trigger.ts";

const isStage = (name: string | undefined): name is Stage => STAGES.some((stage) => stage === name);
const stageOf = (placeholder: string): Stage | null => {
  const source = PLACEHOLDERS[placeholder]?.[1];
  return isStage(source) ? source : null;
};

/** Before anybody chose: the provider that the wizard offers first. */
const providerOf = ({ email }: IgnitionConfig): MailProvider => email?.provider ?? "gmail";

function compileAll(config: IgnitionConfig) {
  const provider = providerOf(config);
  // The ids are n8n's to give; what counts is which types there will be. A required type that is missing is a gap of its own.
  const types = [
    "webhook",
    ...config.credentials.map(({ type }) => type),
    ...config.templates.flatMap(({ manifest }) => requiredCredentials(manifest, provider)),
  ];
  const credentials = Object.fromEntries(
    types.map((type) => [type, "planned"]),
  ) as CompileInput["credentials"];
  const { values } = config;
  try {
    return config.templates.map((template: Template) => ({
      manifest: template.manifest,
      compiled: compileTemplate({ template, provider, values, credentials }, { dryRun: true }),
    }));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new HttpError("unprocessable", { sentence: error.message, cause: error });
  }
}

/** A server that this installation cannot make, whatever was chosen before. */
function serverGap({ droplet }: IgnitionConfig, settings: Settings): LaunchGap[] {
  const message = droplet && unavailable(droplet.mode, settings);
  return message ? [{ stage: "infrastructure", field: "mode", message }] : [];
}

export function planOf(config: IgnitionConfig, settings: Settings): LaunchPlan {
  if (config.templates.length === 0) throw new HttpError("no_templates");
  const workflows = compileAll(config);
  const unresolved = workflows.flatMap(({ compiled }) =>
    compiled.unresolved.map((placeholder) => ({
      template: compiled.slug,
      placeholder,
      stage: stageOf(placeholder),
    })),
  );
  const missing: LaunchGap[] = [
    ...config.gaps.flatMap(({ stage, field }) => (isStage(stage) ? [gapOf(stage, field)] : [])),
    ...serverGap(config, settings),
  ];
  // What a template asks beyond the required fields, once a stage.
  for (const { stage, placeholder } of unresolved) {
    if (stage && !missing.some((gap) => gap.stage === stage)) missing.push(gapOf(stage, placeholder));
  }
  const warnings = SKIPPABLE_STAGES.filter(
    (stage) => config.stages[stage] !== "done" && !missing.some((gap) => gap.stage === stage),
  ).map((stage): LaunchGap => ({ stage, field: null, message: SKIPPED[stage] ?? "" }));
  const provider = providerOf(config);
  return {
    ready: missing.length === 0 && unresolved.length === 0,
    missing,
    warnings,
    unresolved,
    makes: {
      partition: config.partition,
      droplet: config.droplet,
      credentials: [
        ...config.credentials.filter(({ type }) => Object.hasOwn(CREDENTIAL_PLACEHOLDERS, type)),
        { type: "webhook", name: "webhook" },
      ],
      campaign: { name: config.campaign.name, group: config.campaign.group_name ?? "" },
      workflows: workflows.map(({ manifest, compiled }) => ({
        slug: manifest.slug,
        name: compiled.name,
        file: variantFor(manifest, provider).file,
        cadence_minutes: manifest.cadence_minutes,
        trigger: triggerOf(manifest),
      })),
    },
    state: pickState(config.state),
  };
}

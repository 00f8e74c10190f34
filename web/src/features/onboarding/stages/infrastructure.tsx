import { infrastructureSchema } from "@contracts/onboarding.ts";
import { ErrorState } from "@/components/error-state.tsx";
import { Field } from "@/components/field.tsx";
import { Select } from "@/components/input.tsx";
import { Skeleton } from "@/components/skeleton.tsx";
import { useForm } from "@/lib/form.ts";
import { formatUsd } from "@/lib/format/index.ts";
import { Choice } from "../choice.tsx";
import { type Infrastructure, useInfrastructure, useOnboarding } from "../queries.ts";
import { StageFooter, StageForm, type StageProps, useProceed } from "../stage-frame.tsx";

const MODES = {
  local: {
    value: "local",
    label: "n8n on this machine",
    about: "For trying Genesis out: no server is rented, and nothing runs while this machine is off.",
  },
  digitalocean: {
    value: "digitalocean",
    label: "A server at DigitalOcean",
    about: "Made at launch in the operator's account, for your workspace alone. It runs day and night.",
  },
} as const;

export function InfrastructureStage(stage: StageProps) {
  const infrastructure = useInfrastructure(stage.mayEdit);
  if (!stage.mayEdit) return <Chosen {...stage} />;
  if (infrastructure.data) return <Form {...stage} offered={infrastructure.data} />;
  if (infrastructure.error) {
    return <ErrorState error={infrastructure.error} onRetry={() => void infrastructure.refetch()} />;
  }
  return (
    <div className="flex flex-col gap-3">
      <Skeleton className="h-16" />
      <Skeleton className="h-16" />
      <Skeleton className="h-8 w-1/2" />
    </div>
  );
}

/** What cannot be launched here says so before anybody chooses it. */
const optionOf = (mode: keyof typeof MODES, reason: string | undefined) => ({
  ...MODES[mode],
  about: (
    <>
      {MODES[mode].about}
      {reason && <span className="mt-1 block text-warn">{reason}: you can save it, and not launch it.</span>}
    </>
  ),
});

function Form({ offered, ...stage }: StageProps & { offered: Infrastructure }) {
  const { save } = useOnboarding();
  const proceed = useProceed(stage.stage);
  const { current, modes, unavailable, regions, sizes } = offered;
  const first = modes.find((mode) => !unavailable[mode]) ?? modes[0];
  const form = useForm({
    schema: infrastructureSchema,
    initial: {
      mode: current?.mode ?? first ?? "digitalocean",
      region: current?.region ?? regions[0]?.slug ?? "",
      size: current?.size ?? sizes[0]?.slug ?? "",
    },
    onSubmit: async (value) => {
      const { mode, region, size } = value;
      await save("infrastructure", mode === "digitalocean" ? { mode, region, size } : { mode });
      await proceed();
    },
  });
  const { values, errors } = form;
  return (
    <StageForm {...stage} form={form}>
      <Choice
        legend="Where it runs"
        name="mode"
        options={modes.map((mode) => optionOf(mode, unavailable[mode]))}
        value={values.mode}
        onChange={(mode) => form.set("mode", mode)}
      />
      {values.mode === "digitalocean" && (
        <>
          <Field
            label="Region"
            hint="Where the server stands. Choose one near you; the law may want one in your part of the world."
            error={errors.region}
            className="max-w-90"
          >
            {(control) => (
              <Select
                {...control}
                {...form.text("region")}
                options={regions.map(({ slug, name }) => ({ value: slug, label: `${name} (${slug})` }))}
              />
            )}
          </Field>
          <Choice
            legend="Size"
            name="size"
            options={sizes.map(({ slug, name, disk_gb, monthly_usd }) => ({
              value: slug,
              label: name,
              about: `${disk_gb} GB disk · ${slug}`,
              aside: (
                <span className="block text-right">
                  <span className="font-medium">{formatUsd(monthly_usd)}</span>
                  <span className="block text-muted text-sm">a month</span>
                </span>
              ),
            }))}
            value={values.size}
            onChange={(size) => form.set("size", size)}
            hint="DigitalOcean's price before tax. It is charged from launch on, and by the hour."
          />
          {errors.size && <p className="text-bad text-sm">Size {errors.size}</p>}
        </>
      )}
    </StageForm>
  );
}

/** What is set, for whoever may not change it. */
function Chosen(stage: StageProps) {
  const chosen = stage.progress.infrastructure;
  return (
    <div className="flex flex-col gap-5">
      {chosen ? (
        <p>
          <span className="font-medium">{MODES[chosen.mode].label}</span>
          {chosen.mode === "digitalocean" && (
            <span className="text-muted">
              {" "}
              in {chosen.region}, size {chosen.size}
            </span>
          )}
        </p>
      ) : (
        <p className="text-muted">Nothing is chosen yet.</p>
      )}
      <StageFooter {...stage} />
    </div>
  );
}

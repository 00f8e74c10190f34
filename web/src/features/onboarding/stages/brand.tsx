import { brandSchema } from "@contracts/onboarding.ts";
import { z } from "zod";
import { Field } from "@/components/field.tsx";
import { Input, Textarea } from "@/components/input.tsx";
import { useForm } from "@/lib/form.ts";
import { webAddressOf } from "../address.ts";
import { useOnboarding } from "../queries.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";
import { ReadWebsite } from "./read-website.tsx";

/** Addresses are taken as people name them: "example.com". */
const brandForm = z.preprocess((values) => {
  const { website, logo_url, ...rest } = values as Record<string, string>;
  return { ...rest, website: webAddressOf(website ?? ""), logo_url: webAddressOf(logo_url ?? "") };
}, brandSchema);

export function BrandStage(stage: StageProps) {
  const { save } = useOnboarding();
  const proceed = useProceed(stage.stage);
  const brand = stage.progress.brand;
  const form = useForm({
    schema: brandForm,
    initial: {
      website: brand?.website ?? "",
      company_name: brand?.company_name ?? "",
      description: brand?.description ?? "",
      logo_url: brand?.logo_url ?? "",
      sender_name: brand?.sender_name ?? "",
      postal_address: brand?.postal_address ?? "",
    },
    onSubmit: async (value) => {
      await save("brand", value);
      await proceed();
    },
  });
  const { text, errors } = form;
  return (
    <StageForm {...stage} form={form}>
      <Field
        label="Website"
        optional
        hint="Its pages name your company and say what it does, so that you need not type it."
        error={errors.website}
      >
        {(control) => (
          <Input
            {...control}
            {...text("website")}
            type="url"
            inputMode="url"
            autoCapitalize="none"
            placeholder="https://example.com"
          />
        )}
      </Field>
      {stage.mayEdit && (
        <ReadWebsite values={form.values} onTake={(field, value) => form.set(field, value)} />
      )}
      <Field
        label="Company name"
        hint="As people know you. It stands in every mail."
        error={errors.company_name}
      >
        {(control) => <Input {...control} {...text("company_name")} autoComplete="organization" />}
      </Field>
      <Field
        label="What you do"
        optional
        hint="In two or three sentences. The models that write and research for you read it."
        error={errors.description}
      >
        {(control) => <Textarea {...control} {...text("description")} />}
      </Field>
      <Field
        label="Logo"
        optional
        hint="The web address of a picture, for templates that show one."
        error={errors.logo_url}
      >
        {(control) => (
          <Input {...control} {...text("logo_url")} type="url" inputMode="url" autoCapitalize="none" />
        )}
      </Field>
      <Field
        label="Sender name"
        hint="The person whom mails come from. A name gets more answers than a department."
        error={errors.sender_name}
      >
        {(control) => <Input {...control} {...text("sender_name")} autoComplete="name" />}
      </Field>
      <Field
        label="Postal address"
        hint="Street, town and country, as the law wants it below every cold mail. A P.O. box will do."
        error={errors.postal_address}
      >
        {(control) => (
          <Textarea {...control} {...text("postal_address")} rows={2} autoComplete="street-address" />
        )}
      </Field>
    </StageForm>
  );
}

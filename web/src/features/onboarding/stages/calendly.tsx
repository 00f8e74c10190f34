import { calendlySchema } from "@contracts/onboarding.ts";
import { useRef, useState } from "react";
import { z } from "zod";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { differ, NOT_SAVED, useForm } from "@/lib/form.ts";
import { webAddressOf } from "../address.ts";
import { type Saved, useOnboarding } from "../queries.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";

const link = calendlySchema.shape.links.element;
const schema = z.object({
  first: z.string().trim().min(1, "is required").transform(webAddressOf).pipe(link),
  second: z
    .string()
    .transform(webAddressOf)
    .pipe(z.union([z.literal(""), link])),
});

interface Result {
  link: string;
  ok: boolean;
  message: string;
}
interface Answer extends Saved {
  success: boolean;
  results: Result[];
}

export function CalendlyStage(stage: StageProps) {
  const { save } = useOnboarding();
  const proceed = useProceed(stage.stage);
  const [refused, setRefused] = useState<{ links: object; results: Result[] } | null>(null);
  const anyway = useRef(false);
  const [first = "", second = ""] = stage.progress.calendly_links;

  const form = useForm({
    schema,
    initial: { first, second },
    onSubmit: async (value) => {
      const links = [value.first, value.second].filter(Boolean);
      const body = { links, save_anyway: anyway.current };
      const { success, results } = await save<Answer>("validate-calendly", body);
      if (success) return proceed();
      setRefused({ links: form.values, results: results.filter(({ ok }) => !ok) });
      return NOT_SAVED;
    },
  });

  async function saveAnyway() {
    anyway.current = true;
    await form.submit();
    anyway.current = false;
  }

  return (
    <StageForm {...stage} form={form}>
      <Field
        label="Booking link"
        hint="Your Calendly event. Saving opens it once, to see that it exists and takes bookings."
        error={form.errors.first}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text("first")}
            type="url"
            inputMode="url"
            autoCapitalize="none"
            placeholder="https://calendly.com/you/intro"
          />
        )}
      </Field>
      <Field
        label="Second link"
        optional
        hint="For another kind of call, such as a longer one."
        error={form.errors.second}
      >
        {(control) => (
          <Input {...control} {...form.text("second")} type="url" inputMode="url" autoCapitalize="none" />
        )}
      </Field>
      {/* Of these links alone: another one has not been looked at. */}
      {refused && !differ(refused.links, form.values) && (
        <Banner tone="warn" title="Not saved yet">
          <ul className="flex flex-col gap-1 text-sm">
            {refused.results.map((result) => (
              <li key={result.link} className="break-words">
                <code className="break-all font-mono text-xs">{result.link}</code>: {result.message}
              </li>
            ))}
          </ul>
          <p className="mt-2 text-sm">Correct it above, or save it as it is if you know that it works.</p>
          <Button size="sm" className="mt-2" onClick={() => void saveAnyway()} disabled={form.busy}>
            Save anyway
          </Button>
        </Banner>
      )}
    </StageForm>
  );
}

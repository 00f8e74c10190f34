import { calendlySchema } from "@contracts/onboarding.ts";
import { useState } from "react";
import { z } from "zod";
import { Banner } from "@/components/banner.tsx";
import { Button } from "@/components/button.tsx";
import { Field } from "@/components/field.tsx";
import { Input } from "@/components/input.tsx";
import { NOT_SAVED, useForm } from "@/lib/form.ts";
import { type Saved, useOnboarding } from "../queries.ts";
import { StageForm, type StageProps, useProceed } from "../stage-frame.tsx";

const link = calendlySchema.shape.links.element;
const schema = z.object({
  first: z.string().trim().min(1, "is required").pipe(link),
  second: z
    .string()
    .trim()
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
  const [refused, setRefused] = useState<{ links: string[]; results: Result[] } | null>(null);
  const [first = "", second = ""] = stage.progress.calendly_links;

  async function send(links: string[], save_anyway: boolean) {
    const { success, results } = await save<Answer>("validate-calendly", { links, save_anyway });
    if (success) return proceed();
    setRefused({ links, results: results.filter(({ ok }) => !ok) });
    return NOT_SAVED;
  }

  const form = useForm({
    schema,
    initial: { first, second },
    onSubmit: async (value) => {
      setRefused(null);
      return send([value.first, value.second].filter(Boolean), false);
    },
  });
  const anyway = useForm({
    schema: z.object({}),
    initial: {},
    onSubmit: () => send(refused?.links ?? [], true),
  });
  const failure = form.failure ?? anyway.failure;

  return (
    <StageForm {...stage} form={{ ...form, failure, busy: form.busy || anyway.busy }}>
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
      {refused && (
        <Banner tone="warn" title="Not saved yet">
          <ul className="flex flex-col gap-1 text-sm">
            {refused.results.map((result) => (
              <li key={result.link} className="break-words">
                <code className="break-all font-mono text-xs">{result.link}</code>: {result.message}
              </li>
            ))}
          </ul>
          <p className="mt-2 text-sm">Correct it above, or save it as it is if you know that it works.</p>
          <Button size="sm" className="mt-2" onClick={() => void anyway.submit()} busy={anyway.busy}>
            Save anyway
          </Button>
        </Banner>
      )}
    </StageForm>
  );
}

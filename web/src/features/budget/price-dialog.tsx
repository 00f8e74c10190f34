import { Field } from "@/components/field.tsx";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Input } from "@/components/input.tsx";
import { toast } from "@/components/toast.tsx";
import { useForm } from "@/lib/form.ts";
import { plural } from "@/lib/format/index.ts";
import { type Price, useSetPrice } from "./queries.ts";
import { priceSchema } from "./schemas.ts";

const PRICES = [
  { name: "input", label: "Input" },
  { name: "output", label: "Output" },
] as const;

/** One model's price; a new one where `price` is null. */
export function PriceDialog({ price, onClose }: { price: Price | null; onClose: () => void }) {
  const set = useSetPrice();
  const form = useForm({
    schema: priceSchema,
    initial: {
      provider: price?.provider ?? "",
      model: price?.model ?? "",
      input: price ? String(price.input_usd) : "",
      output: price ? String(price.output_usd) : "",
    },
    onSubmit: async (value) => {
      const { model, revalued } = await set.mutateAsync(value);
      const about = revalued > 0 ? `${plural(revalued, "unpriced call")} got a new value.` : undefined;
      toast(`Price of ${model} set`, { about });
      onClose();
    },
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title={price ? `Price of ${price.model}` : "New price"}
      description="It holds for calls from now on, and for those that had no price yet."
      action="Set price"
    >
      <Field label="Provider" error={form.errors.provider}>
        {(control) => (
          <Input
            {...control}
            {...form.text("provider")}
            // Another name would be another price.
            readOnly={price !== null}
            autoCapitalize="none"
            spellCheck={false}
            placeholder="openai"
          />
        )}
      </Field>
      <Field
        label="Model"
        hint="Without its snapshot date it holds for all its snapshots."
        error={form.errors.model}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text("model")}
            readOnly={price !== null}
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        {PRICES.map(({ name, label }) => (
          <Field key={name} label={label} hint="US dollars per million tokens" error={form.errors[name]}>
            {(control) => <Input {...control} {...form.text(name)} inputMode="decimal" />}
          </Field>
        ))}
      </div>
    </FormDialog>
  );
}
